pragma ComponentBehavior: Bound

import QtQuick
import Sotto.App
import Sotto.Behaviour
import Sotto.Components
import Sotto.Theme

// What can be set for one person.
//
//   conversation   the view-model (required)
Column {
    id: rows

    required property Conversation conversation
    property bool naming: false
    property bool showingDevices: false

    readonly property ContactDetails contact: rows.conversation.contact

    signal exportRequested

    function saveNickname() {
        rows.contact.nickname = nicknameField.text;
        rows.naming = false;
    }

    SettingsRow {
        id: muteRow

        width: parent.width
        iconName: rows.conversation.mute === Conversation.Mute.Off ? "bell" : "bell-off"
        text: qsTr("Notifications")
        value: rows.conversation.mutedText
        chevron: true
        onClicked: muteMenu.open()

        MuteMenu {
            id: muteMenu

            x: Theme.mirrored ? 0 : muteRow.width - width
            y: muteRow.height
            conversation: rows.conversation
        }
    }
    SettingsRow {
        width: parent.width
        iconName: "edit"
        text: qsTr("Your name for them")
        value: rows.contact.nickname.length > 0 ? rows.contact.nickname : qsTr("None")
        chevron: true
        onClicked: rows.naming = !rows.naming
    }
    Column {
        x: Theme.space.m
        width: parent.width - 2 * Theme.space.m
        visible: rows.naming
        topPadding: Theme.space.s
        bottomPadding: Theme.space.m
        spacing: Theme.space.s

        TextInputField {
            id: nicknameField

            width: parent.width
            name: qsTr("Your name for them")
            placeholder: rows.contact.theirOwnName
            hint: qsTr("Only you see it. Empty shows their own name.")
            text: rows.contact.nickname
            onVisibleChanged: visible && forceActiveFocus(Qt.TabFocusReason)
            onAccepted: rows.saveNickname()
            Keys.onEscapePressed: rows.naming = false
        }
        Button {
            anchors.left: parent.left
            text: qsTr("Save name")
            onClicked: rows.saveNickname()
        }
    }
    SettingsRow {
        width: parent.width
        iconName: "device"
        text: qsTr("Devices")
        value: Number(rows.contact.devices.length).toLocaleString(Qt.locale(), "f", 0)
        chevron: true
        onClicked: rows.showingDevices = !rows.showingDevices
    }
    Repeater {
        model: rows.showingDevices ? rows.contact.devices : []

        Label {
            required property var modelData

            x: Theme.space.m + Theme.size.icon + Theme.space.m
            width: rows.width - x - Theme.space.m
            bottomPadding: Theme.space.s
            text: modelData.active ? modelData.added : qsTr("%1, removed").arg(modelData.added)
            type: Theme.type.preview
            color: Theme.color.text2
            wrapMode: Text.Wrap
            Accessible.role: Accessible.StaticText
            Accessible.name: text
        }
    }
    SettingsRow {
        width: parent.width
        iconName: "download"
        text: qsTr("Export conversation")
        chevron: true
        onClicked: rows.exportRequested()
    }
    SettingsRow {
        width: parent.width
        iconName: "block"
        danger: !rows.contact.isBlocked
        text: rows.contact.isBlocked ? qsTr("Unblock %1").arg(rows.contact.name) : qsTr("Block %1").arg(rows.contact.name)
        onClicked: rows.contact.isBlocked ? rows.contact.unblock() : (blocking.active = true)
    }
    SettingsRow {
        width: parent.width
        iconName: "trash"
        danger: true
        text: qsTr("Delete conversation")
        onClicked: deleting.active = true
    }

    OnDemand {
        id: blocking

        active: false
        visible: false

        sourceComponent: BlockDialog {
            person: rows.contact.name
            onConfirmed: rows.contact.block()
            onClosed: blocking.active = false
            Component.onCompleted: open()
        }
    }
    OnDemand {
        id: deleting

        active: false
        visible: false

        sourceComponent: DeleteConversationDialog {
            person: rows.contact.name
            onConfirmed: rows.conversation.remove()
            onClosed: deleting.active = false
            Component.onCompleted: open()
        }
    }
}
