import QtQuick
import Sotto.Theme

// A word on a tint, e.g. "This device" beside a name.
//
//   text   plain (required)
Rectangle {
    id: tag

    required property string text

    implicitWidth: word.implicitWidth + 2 * Theme.space.s
    implicitHeight: Theme.size.tag
    radius: Theme.radius.tag
    color: Theme.color.accentTint
    border.width: Theme.size.edge
    border.color: Theme.color.tintEdge

    Label {
        id: word

        anchors.centerIn: parent
        text: tag.text
        type: Theme.type.tag
        color: Theme.color.accentText
    }
}
