import QtQuick
import Sotto.Theme

// Where the new messages begin.
//
//   count   how many
//   text    in words; made from the count, unless it is given
Item {
    id: line

    property int count: 0
    property string text: qsTr("%Ln new", "", line.count)

    implicitHeight: words.implicitHeight + 2 * Theme.space.m

    Accessible.role: Accessible.StaticText
    Accessible.name: words.text

    Rectangle {
        anchors.left: parent.left
        anchors.right: words.left
        anchors.rightMargin: Theme.space.m
        anchors.verticalCenter: parent.verticalCenter
        height: Theme.size.edge
        color: Theme.color.unreadLine
    }
    Label {
        id: words

        anchors.centerIn: parent
        text: line.text
        type: Theme.type.captionStrong
        color: Theme.color.accentText
        Accessible.ignored: true
    }
    Rectangle {
        anchors.left: words.right
        anchors.right: parent.right
        anchors.leftMargin: Theme.space.m
        anchors.verticalCenter: parent.verticalCenter
        height: Theme.size.edge
        color: Theme.color.unreadLine
    }
}
