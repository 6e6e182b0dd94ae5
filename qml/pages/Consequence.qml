import QtQuick
import Sotto.Components
import Sotto.Theme

// One thing that follows from what the person is about to do.
//
//   iconName, text, detail   (required)
Item {
    id: line

    required property string iconName
    required property string text
    required property string detail

    width: parent ? parent.width : implicitWidth
    implicitHeight: lines.implicitHeight

    Accessible.role: Accessible.StaticText
    Accessible.name: qsTr("%1. %2").arg(line.text).arg(line.detail)

    Icon {
        id: sign

        anchors.left: parent.left
        name: line.iconName
    }
    Column {
        id: lines

        anchors.left: sign.right
        anchors.leftMargin: Theme.space.m
        anchors.right: parent.right

        Label {
            width: parent.width
            text: line.text
            type: Theme.type.bodyStrong
            wrapMode: Text.Wrap
            Accessible.ignored: true
        }
        Label {
            width: parent.width
            text: line.detail
            color: Theme.color.text2
            wrapMode: Text.Wrap
            Accessible.ignored: true
        }
    }
}
