import QtQuick
import Sotto.Components
import Sotto.Theme

// Lies over a page while something is dragged over it: what happens when it is let go.
//
//   text   (required)
Rectangle {
    id: hint

    required property string text

    color: Theme.color.accentTint
    border.width: Theme.size.edgeStrong
    border.color: Theme.color.accentText
    radius: Theme.radius.card

    Label {
        anchors.centerIn: parent
        width: Math.min(implicitWidth, parent.width - 2 * Theme.space.xl)
        text: hint.text
        type: Theme.type.heading
        color: Theme.color.accentText
        horizontalAlignment: Text.AlignHCenter
        wrapMode: Text.Wrap
    }
}
