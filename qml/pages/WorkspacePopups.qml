pragma ComponentBehavior: Bound

import QtQuick
import Sotto.App
import Sotto.Behaviour

// The switcher and the sheet of keys, loaded when they are first asked for; and the alarm, which
// comes by itself.
Item {
    id: popups

    signal conversationChosen(double conversationId)

    function showSwitcher() {
        switcher.active = true;
    }
    function showKeys() {
        keys.active = true;
    }

    OnDemand {
        id: switcher

        active: false

        sourceComponent: SwitcherDialog {
            conversations: App.switcher
            onChosen: id => popups.conversationChosen(id)
            onClosed: switcher.active = false
            Component.onCompleted: open()
        }
    }
    Loader {
        id: alarm

        // While old words are typed and new ones shown, a page does that.
        active: App.alarm.shown && App.alarm.phase !== Alarm.Phase.AskWords
        source: "devices/AlarmStage.qml"
    }
    OnDemand {
        id: keys

        active: false

        sourceComponent: KeysSheet {
            keys: App.shortcuts
            onClosed: keys.active = false
            Component.onCompleted: open()
        }
    }
}
