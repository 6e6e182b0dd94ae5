import QtQuick
import QtQuick.Layouts
import Sotto.App
import Sotto.Components
import Sotto.Theme

// Stands in place of the composer while the person is blocked.
//
//   conversation   the view-model (required)
FocusScope {
    id: panel

    required property Conversation conversation

    implicitHeight: row.implicitHeight + 2 * Theme.space.m

    RowLayout {
        id: row

        anchors.left: parent.left
        anchors.right: parent.right
        anchors.verticalCenter: parent.verticalCenter
        anchors.leftMargin: Theme.space.xxl
        anchors.rightMargin: Theme.space.xxl
        spacing: Theme.space.l

        Label {
            Layout.fillWidth: true
            text: qsTr("You have blocked %1. Nothing from them reaches you.").arg(panel.conversation.name)
            color: Theme.color.text2
            wrapMode: Text.Wrap
        }
        Button {
            focus: true
            text: qsTr("Unblock")
            onClicked: panel.conversation.unblock()
        }
    }
}
