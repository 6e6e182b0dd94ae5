pragma ComponentBehavior: Bound

import QtQuick
import Sotto.App
import Sotto.Behaviour
import Sotto.Components

// What can be done with a row of the list of conversations. Open it with show(). It keeps what it
// needs of the row, which may serve for another conversation meanwhile.
//
//   actions   the view-model (required)
Item {
    id: rowMenu

    required property ConversationActions actions
    property double conversationId: 0
    property string name
    property bool pinned: false
    property bool muted: false
    property bool isUnread: false
    property bool selected: false
    property bool isNotes: false
    property bool isRequest: false

    readonly property bool isPerson: !rowMenu.isNotes && !rowMenu.isRequest

    signal closed

    function show(entry: ConversationEntry, position: point) {
        rowMenu.conversationId = entry.conversationId;
        rowMenu.name = entry.name;
        rowMenu.pinned = entry.pinned;
        rowMenu.muted = entry.muted;
        rowMenu.isUnread = entry.unread > 0;
        rowMenu.selected = entry.selected;
        rowMenu.isNotes = entry.isNotes;
        rowMenu.isRequest = entry.isRequest;
        menu.popup(entry, position.x, position.y);
    }

    Menu {
        id: menu

        onClosed: rowMenu.closed()

        MenuItem {
            enabled: !rowMenu.isRequest
            iconName: "pin"
            text: rowMenu.pinned ? qsTr("Unpin") : qsTr("Pin to the top")
            onTriggered: rowMenu.actions.setPinned(rowMenu.conversationId, !rowMenu.pinned)
        }
        MenuItem {
            enabled: !rowMenu.isNotes
            iconName: rowMenu.muted ? "bell" : "bell-off"
            text: rowMenu.muted ? qsTr("Unmute") : qsTr("Mute")
            onTriggered: rowMenu.actions.setMuted(rowMenu.conversationId, !rowMenu.muted)
        }
        MenuItem {
            enabled: rowMenu.isPerson && (rowMenu.isUnread || !rowMenu.selected)
            iconName: rowMenu.isUnread ? "double-check" : "unread"
            text: rowMenu.isUnread ? qsTr("Mark as read") : qsTr("Mark as unread")
            onTriggered: rowMenu.isUnread ? rowMenu.actions.markRead(rowMenu.conversationId) : rowMenu.actions.markUnread(rowMenu.conversationId)
        }
        MenuLine {}
        MenuItem {
            enabled: !rowMenu.isNotes
            iconName: "block"
            danger: true
            text: qsTr("Block")
            onTriggered: blocking.active = true
        }
        MenuItem {
            enabled: !rowMenu.isRequest
            iconName: "trash"
            danger: true
            text: qsTr("Delete conversation")
            onTriggered: deleting.active = true
        }
    }

    OnDemand {
        id: blocking

        active: false

        sourceComponent: BlockDialog {
            person: rowMenu.name
            onConfirmed: rowMenu.actions.block(rowMenu.conversationId)
            onClosed: blocking.active = false
            Component.onCompleted: open()
        }
    }
    OnDemand {
        id: deleting

        active: false

        sourceComponent: DeleteConversationDialog {
            person: rowMenu.name
            notes: rowMenu.isNotes
            onConfirmed: rowMenu.actions.remove(rowMenu.conversationId)
            onClosed: deleting.active = false
            Component.onCompleted: open()
        }
    }
}
