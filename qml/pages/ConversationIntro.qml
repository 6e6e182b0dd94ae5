import QtQuick
import Sotto.App
import Sotto.Components
import Sotto.Theme

// Where a conversation begins: who this is, and how they came.
//
//   conversation   the view-model (required)
Item {
    id: intro

    required property Conversation conversation

    readonly property bool shown: intro.conversation.isRequest || intro.conversation.isAsked || intro.conversation.messages.count === 0

    implicitHeight: intro.shown ? column.height : 0
    visible: intro.shown

    Column {
        id: column

        width: parent.width
        topPadding: Theme.space.xxl
        bottomPadding: Theme.space.xl

        Avatar {
            anchors.horizontalCenter: parent.horizontalCenter
            size: Theme.size.avatarLarge
            initials: intro.conversation.initials
            colorIndex: intro.conversation.colorIndex
            source: intro.conversation.picture
            iconName: intro.conversation.isNotes ? "edit" : ""
        }
        Gap {
            size: Theme.space.m
        }
        Label {
            anchors.horizontalCenter: parent.horizontalCenter
            width: Math.min(implicitWidth, parent.width - 2 * Theme.space.xxl)
            text: intro.conversation.name
            type: Theme.type.title
            horizontalAlignment: Text.AlignHCenter
            elide: Text.ElideRight
            Accessible.role: Accessible.Heading
            Accessible.name: text
        }
        Label {
            anchors.horizontalCenter: parent.horizontalCenter
            width: parent.width - 2 * Theme.space.xxl
            visible: text.length > 0
            text: intro.conversation.isNotes ? qsTr("Only you read what you write here.") : intro.conversation.isRequest || intro.conversation.isAsked ? intro.conversation.contact.addedText : qsTr("Nothing was written here yet.")
            color: Theme.color.text2
            horizontalAlignment: Text.AlignHCenter
            wrapMode: Text.Wrap
        }
    }
}
