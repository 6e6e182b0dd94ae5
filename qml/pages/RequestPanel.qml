import QtQuick
import QtQuick.Layouts
import Sotto.App
import Sotto.Components
import Sotto.Theme

// Stands in place of the composer while somebody asks to write.
//
//   conversation   the view-model (required)
FocusScope {
    id: panel

    required property Conversation conversation

    implicitHeight: column.implicitHeight + 2 * Theme.space.xl

    Accessible.role: Accessible.Pane
    Accessible.name: panel.conversation.requestTitle

    ColumnLayout {
        id: column

        anchors.left: parent.left
        anchors.right: parent.right
        anchors.verticalCenter: parent.verticalCenter
        anchors.leftMargin: Theme.space.xxl
        anchors.rightMargin: Theme.space.xxl
        spacing: Theme.space.xs

        Label {
            Layout.fillWidth: true
            text: panel.conversation.requestTitle
            type: Theme.type.heading
            wrapMode: Text.Wrap
            Accessible.role: Accessible.Heading
            Accessible.name: text
        }
        Label {
            Layout.fillWidth: true
            text: panel.conversation.requestText
            color: Theme.color.text2
            wrapMode: Text.Wrap
        }
        Flow {
            id: answers

            Layout.topMargin: Theme.space.m
            Layout.fillWidth: true
            spacing: Theme.space.s

            Button {
                id: acceptButton

                focus: true
                kind: Button.Primary
                text: qsTr("Accept")
                onClicked: panel.conversation.accept()
            }
            Button {
                id: deleteButton

                text: qsTr("Delete")
                onClicked: panel.conversation.decline()
            }
            // Away from the others, where there is room.
            Item {
                width: Math.max(0, answers.width - acceptButton.width - deleteButton.width - blockButton.width - 3 * answers.spacing)
                height: Theme.size.edge
            }
            Button {
                id: blockButton

                kind: Button.QuietDanger
                iconName: "block"
                text: qsTr("Block")
                onClicked: panel.conversation.block()
            }
        }
    }
}
