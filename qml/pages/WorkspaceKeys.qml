import QtQuick
import Sotto.App

// The keys that work everywhere once the profile is open.
//
//   enabled   whether the list and its page are to be seen; locking works always
Item {
    id: keys

    signal switcherRequested
    signal findRequested
    signal searchRequested
    signal newRequested
    signal settingsRequested
    signal keysRequested

    Shortcut {
        sequence: qsTr("Ctrl+K")
        enabled: keys.enabled
        onActivated: keys.switcherRequested()
    }
    Shortcut {
        sequence: qsTr("Ctrl+F")
        enabled: keys.enabled
        onActivated: keys.findRequested()
    }
    Shortcut {
        sequence: qsTr("Ctrl+Shift+F")
        enabled: keys.enabled
        onActivated: keys.searchRequested()
    }
    Shortcut {
        sequence: qsTr("Ctrl+N")
        enabled: keys.enabled
        onActivated: keys.newRequested()
    }
    Shortcut {
        sequence: qsTr("Ctrl+,")
        enabled: keys.enabled
        onActivated: keys.settingsRequested()
    }
    Shortcut {
        sequence: qsTr("Alt+Down")
        enabled: keys.enabled
        onActivated: App.nextConversation()
    }
    Shortcut {
        sequence: qsTr("Alt+Up")
        enabled: keys.enabled
        onActivated: App.previousConversation()
    }
    Shortcut {
        sequences: [qsTr("F1"), qsTr("Ctrl+/")]
        onActivated: keys.keysRequested()
    }
    Shortcut {
        sequence: qsTr("Ctrl+L")
        enabled: App.appLock.canLock
        onActivated: App.appLock.lock()
    }
}
