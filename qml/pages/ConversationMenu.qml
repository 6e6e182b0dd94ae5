import QtQuick
import Sotto.App
import Sotto.Components

// What can be done with a conversation.
//
//   conversation   the view-model (required)
Menu {
    id: menu

    required property Conversation conversation

    signal detailsRequested
    signal exportRequested

    MenuItem {
        enabled: !menu.conversation.isNotes
        iconName: "info"
        text: qsTr("Details")
        onTriggered: menu.detailsRequested()
    }
    MenuItem {
        iconName: "pin"
        text: menu.conversation.pinned ? qsTr("Unpin") : qsTr("Pin to the top")
        onTriggered: menu.conversation.pinned = !menu.conversation.pinned
    }
    MenuItem {
        enabled: !menu.conversation.isNotes
        iconName: menu.conversation.mute === Conversation.Mute.Off ? "bell-off" : "bell"
        text: menu.conversation.mute === Conversation.Mute.Off ? qsTr("Mute") : qsTr("Unmute")
        onTriggered: menu.conversation.mute = menu.conversation.mute === Conversation.Mute.Off ? Conversation.Mute.Forever : Conversation.Mute.Off
    }
    MenuItem {
        iconName: "download"
        text: qsTr("Export")
        onTriggered: menu.exportRequested()
    }
}
