pragma ComponentBehavior: Bound

import QtQuick
import Sotto.App
import Sotto.Behaviour
import Sotto.Components

// What can be done with a message. Open it with show().
//
//   conversation   the view-model (required)
Item {
    id: actions

    required property Conversation conversation
    property MessageEntry entry: null

    readonly property bool own: actions.entry?.own ?? false
    readonly property bool isText: actions.entry?.isText ?? false

    function show(entry: MessageEntry, anchor: Item, position: point) {
        actions.entry = entry;
        menu.parent = anchor;
        menu.popup(anchor, position.x, position.y);
    }

    Menu {
        id: menu

        MenuItem {
            enabled: actions.isText && !actions.conversation.isRequest
            iconName: "reply"
            shortcut: qsTr("R")
            text: qsTr("Reply")
            onTriggered: actions.conversation.reply(actions.entry.messageId)
        }
        MenuItem {
            enabled: actions.isText
            iconName: "copy"
            text: qsTr("Copy text")
            onTriggered: actions.conversation.copy(actions.entry.messageId)
        }
        MenuItem {
            enabled: actions.isText && actions.own
            iconName: "edit"
            text: qsTr("Edit")
            onTriggered: actions.conversation.edit(actions.entry.messageId)
        }
        MenuLine {}
        MenuItem {
            enabled: actions.isText && actions.own && !actions.conversation.isNotes
            iconName: "eye-off"
            danger: true
            text: qsTr("Delete for both")
            onTriggered: confirmation.ask(true)
        }
        MenuItem {
            enabled: actions.entry !== null
            iconName: "trash"
            danger: true
            text: qsTr("Delete here")
            onTriggered: confirmation.ask(false)
        }
    }

    OnDemand {
        id: confirmation

        property bool both: false
        property double messageId: 0

        function ask(both: bool) {
            confirmation.both = both;
            confirmation.messageId = actions.entry.messageId;
            confirmation.active = true;
        }
        function act() {
            confirmation.both ? actions.conversation.takeBack(confirmation.messageId) : actions.conversation.removeHere(confirmation.messageId);
        }

        active: false

        sourceComponent: ConfirmDialog {
            heading: confirmation.both ? qsTr("Delete this message for both?") : qsTr("Delete this message here?")
            lead: confirmation.both ? qsTr("It goes from your devices and from theirs, as far as they have not copied it.") : qsTr("It goes from this computer. They keep it.")
            confirmText: qsTr("Delete message")
            harmful: true
            onConfirmed: confirmation.act()
            onClosed: confirmation.active = false
            Component.onCompleted: open()
        }
    }
}
