import QtQuick
import Sotto.App
import Sotto.Components

// For how long a conversation is silent.
//
//   conversation   the view-model (required)
Menu {
    id: menu

    required property Conversation conversation

    MenuItem {
        checkable: true
        checked: menu.conversation.mute === Conversation.Mute.Off
        text: qsTr("On")
        onTriggered: menu.conversation.mute = Conversation.Mute.Off
    }
    MenuItem {
        checkable: true
        checked: menu.conversation.mute === Conversation.Mute.Hour
        text: qsTr("Silent for an hour")
        onTriggered: menu.conversation.mute = Conversation.Mute.Hour
    }
    MenuItem {
        checkable: true
        checked: menu.conversation.mute === Conversation.Mute.Day
        text: qsTr("Silent for a day")
        onTriggered: menu.conversation.mute = Conversation.Mute.Day
    }
    MenuItem {
        checkable: true
        checked: menu.conversation.mute === Conversation.Mute.Forever
        text: qsTr("Silent")
        onTriggered: menu.conversation.mute = Conversation.Mute.Forever
    }
}
