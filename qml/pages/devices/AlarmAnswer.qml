import QtQuick
import Sotto.Components
import Sotto.Theme

// One of the two answers to an alarm: what it means, and its button at the bottom.
//
//   iconName, title, text, buttonText   (required)
//   harmful   it shuts somebody out
//   busy      it is being done
Rectangle {
    id: answer

    required property string iconName
    required property string title
    required property string text
    required property string buttonText
    property bool harmful: false
    property bool busy: false

    signal clicked

    implicitHeight: words.implicitHeight + button.implicitHeight + Theme.space.l + 2 * Theme.space.xl
    radius: Theme.radius.card
    color: Theme.color.raised
    border.width: Theme.size.edge
    border.color: Theme.color.lineStrong

    Column {
        id: words

        anchors.top: parent.top
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.margins: Theme.space.xl
        spacing: Theme.space.xs

        IconTile {
            anchors.left: parent.left
            iconName: answer.iconName
            danger: answer.harmful
        }
        Label {
            width: parent.width
            topPadding: Theme.space.s
            text: answer.title
            type: Theme.type.heading
            wrapMode: Text.Wrap
            Accessible.role: Accessible.Heading
            Accessible.name: text
        }
        Label {
            width: parent.width
            text: answer.text
            type: Theme.type.preview
            color: Theme.color.text2
            wrapMode: Text.Wrap
        }
    }
    Button {
        id: button

        anchors.left: parent.left
        anchors.right: parent.right
        anchors.bottom: parent.bottom
        anchors.margins: Theme.space.xl
        kind: answer.harmful ? Button.Danger : Button.Secondary
        text: answer.buttonText
        busy: answer.busy
        Accessible.name: qsTr("%1: %2").arg(answer.title).arg(answer.buttonText)
        onClicked: answer.clicked()
    }
}
