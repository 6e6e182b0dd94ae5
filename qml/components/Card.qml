import QtQuick
import Sotto.Theme

// A frame around what belongs together.
//
//   choice   one of two answers: a stronger edge
//   padding  space inside, in pixels
//
// Children are placed inside the padding; the card is as high as the one that stands in it
// (content.implicitHeight), so give it one column.
Rectangle {
    id: card

    property bool choice: false
    property int padding: Theme.space.l
    default property alias content: inside.data

    implicitWidth: inside.childrenRect.width + 2 * card.padding
    implicitHeight: inside.childrenRect.height + 2 * card.padding
    radius: Theme.radius.card
    color: Theme.color.raised
    border.width: Theme.size.edge
    border.color: card.choice ? Theme.color.lineStrong : Theme.color.line

    Item {
        id: inside

        x: card.padding
        y: card.padding
        width: card.width - 2 * card.padding
        height: card.height - 2 * card.padding
    }
}
