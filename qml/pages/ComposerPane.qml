pragma ComponentBehavior: Bound

import QtQuick
import Sotto.App
import Sotto.Behaviour
import Sotto.Components
import Sotto.Theme

// Where a message is written, with what it answers or that it is being changed, and the emoji.
//
//   conversation, emoji   the view-models (required)
//   sendWithEnter         as the settings say
//   paused                sending is paused; writing goes on
FocusScope {
    id: pane

    required property Conversation conversation
    required property EmojiModel emoji
    property bool sendWithEnter: true
    property bool paused: false

    signal messagesRequested

    implicitHeight: editStrip.height + field.implicitHeight + limit.height

    Keys.onPressed: event => event.accepted = event.key === Qt.Key_PageUp && (pane.messagesRequested(), true)

    Item {
        id: editStrip

        width: parent.width
        height: visible ? editRow.height + Theme.space.s : 0
        visible: pane.conversation.composer.isEditing

        Icon {
            id: editSign

            anchors.left: parent.left
            anchors.leftMargin: Theme.space.xl
            y: editRow.y + Math.round((editText.height - height) / 2)
            name: "edit"
            size: Theme.size.iconSmall
            color: Theme.color.accentText
        }
        Flow {
            id: editRow

            anchors.bottom: parent.bottom
            anchors.left: editSign.right
            anchors.leftMargin: Theme.space.s
            anchors.right: parent.right
            anchors.rightMargin: Theme.space.l
            spacing: Theme.space.s

            Label {
                id: editText

                width: Math.min(Math.ceil(implicitWidth), editRow.width)
                height: Math.max(implicitHeight, Theme.size.linkTarget)
                text: qsTr("You are changing a message.")
                type: Theme.type.preview
                color: Theme.color.text2
                elide: Text.ElideRight
                Accessible.role: Accessible.StaticText
                Accessible.name: text
            }
            LinkButton {
                text: qsTr("Leave it as it was")
                type: Theme.type.label
                onClicked: pane.conversation.composer.cancel()
            }
        }
    }

    Composer {
        id: field

        anchors.top: editStrip.bottom
        width: parent.width
        focus: true
        placeholder: pane.conversation.isNotes ? qsTr("Note to self") : qsTr("Message %1").arg(pane.conversation.name)
        text: pane.conversation.composer.text
        sendWithEnter: pane.sendWithEnter
        canSend: pane.conversation.composer.canSend && !pane.paused
        editing: pane.conversation.composer.isEditing
        replyAuthor: pane.conversation.composer.quotedAuthor
        replyText: pane.conversation.composer.quotedExcerpt
        onEdited: pane.conversation.composer.text = text
        onSendRequested: pane.conversation.composer.send()
        onReplyCancelled: pane.conversation.composer.cancel()
        onEditLastRequested: pane.conversation.editLast()
        onEmojiRequested: button => picker.openAt(button)

        Keys.onEscapePressed: event => event.accepted = pane.conversation.composer.isEditing && (pane.conversation.composer.cancel(), true)
    }

    Label {
        id: limit

        anchors.top: field.bottom
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.leftMargin: Theme.space.xl
        anchors.rightMargin: Theme.space.xl
        height: visible ? implicitHeight + Theme.space.s : 0
        visible: text.length > 0
        text: pane.conversation.composer.limitText
        type: Theme.type.caption
        color: Theme.color.dangerText
        verticalAlignment: Text.AlignTop
        Accessible.role: Accessible.AlertMessage
        Accessible.name: text
    }

    OnDemand {
        id: picker

        property Item button: null

        function openAt(button: Item) {
            picker.button = button;
            picker.active = true;
        }

        active: false

        sourceComponent: EmojiPicker {
            parent: picker.button
            emoji: pane.emoji
            onPicked: letters => field.insert(letters)
            onClosed: picker.leave()
            Component.onCompleted: open()
        }

        function leave() {
            picker.active = false;
            field.area.forceActiveFocus(Qt.PopupFocusReason);
        }
    }
}
