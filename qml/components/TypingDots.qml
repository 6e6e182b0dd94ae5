import QtQuick
import Sotto.Theme

// Somebody is typing: three dots in a bubble at the start of the column, which it is as wide as.
//
//   author   who, for readers of the screen (required); remote text
Item {
    id: typing

    required property string author

    implicitWidth: Theme.size.bubbleMax
    implicitHeight: ground.height

    Accessible.role: Accessible.StaticText
    Accessible.name: qsTr("%1 is typing").arg(typing.author)

    BubbleShape {
        id: ground

        anchors.left: parent.left
        width: dots.implicitWidth + 2 * (Theme.space.m + Theme.space.xxs)
        height: Theme.type.body.lineHeight + Theme.space.m
        color: Theme.color.theirs

        BusyDots {
            id: dots

            anchors.centerIn: parent
        }
    }
}
