import QtQuick
import Sotto.Theme

// The ring around what has the keyboard. Lies in the item that it rings and fills it.
//
//   shown          whether the keyboard is here (a control's visualFocus)
//   cornerRadius   the corners of the item that it rings
//   inside         for rows, which reach to the edge of what they lie in
Rectangle {
    id: ring

    property bool shown: false
    property bool inside: false
    property int cornerRadius: Theme.radius.control

    readonly property int reach: ring.inside ? 0 : Theme.size.focusOffset + Theme.size.focusRing

    anchors.fill: parent
    anchors.margins: -ring.reach
    visible: ring.shown
    color: "transparent"
    radius: ring.cornerRadius + ring.reach
    border.width: Theme.size.focusRing
    border.color: Theme.color.accentText
}
