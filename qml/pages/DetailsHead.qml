import QtQuick
import QtQuick.Layouts
import Sotto.App
import Sotto.Components
import Sotto.Theme

// The person at the top of the details.
//
//   contact   the view-model (required)
RowLayout {
    id: head

    required property ContactDetails contact

    spacing: Theme.space.l

    Avatar {
        size: Theme.size.avatarLarge
        initials: head.contact.initials
        colorIndex: head.contact.colorIndex
        source: head.contact.picture
    }
    ColumnLayout {
        Layout.fillWidth: true
        spacing: 0

        Label {
            Layout.fillWidth: true
            text: head.contact.name
            type: Theme.type.title
            wrapMode: Text.Wrap
            maximumLineCount: 3
            elide: Text.ElideRight
            Accessible.role: Accessible.Heading
            Accessible.name: text
        }
        Label {
            Layout.fillWidth: true
            visible: head.contact.nickname.length > 0
            text: qsTr("Calls themselves %1").arg(head.contact.theirOwnName)
            type: Theme.type.preview
            color: Theme.color.text2
            wrapMode: Text.Wrap
        }
        Label {
            Layout.fillWidth: true
            visible: text.length > 0
            text: head.contact.addedText
            type: Theme.type.preview
            color: Theme.color.text2
            wrapMode: Text.Wrap
        }
    }
}
