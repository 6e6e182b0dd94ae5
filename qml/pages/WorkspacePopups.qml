pragma ComponentBehavior: Bound

import QtQuick
import Sotto.App
import Sotto.Behaviour

// The switcher and the sheet of keys, loaded when they are first asked for.
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
