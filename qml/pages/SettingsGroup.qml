import QtQuick
import Sotto.Components
import Sotto.Theme

// Rows of settings that belong together, in a frame, below a small heading.
//
//   heading   above the frame; empty shows none
//   hint      a sentence below the frame
//   rows      items, as wide as the frame by binding to parent.width
Column {
    id: group

    property string heading
    property string hint
    default property alias rows: column.data

    width: parent ? parent.width : implicitWidth
    spacing: Theme.space.s

    SectionHeading {
        width: parent.width
        visible: group.heading.length > 0
        text: group.heading
        group: true
    }
    Rectangle {
        width: parent.width
        height: column.height + 2 * Theme.space.xs
        radius: Theme.radius.card
        color: "transparent"
        border.width: Theme.size.edge
        border.color: Theme.color.line

        Column {
            id: column

            x: Theme.space.xs
            y: Theme.space.xs
            width: parent.width - 2 * Theme.space.xs
        }
    }
    Label {
        width: parent.width
        visible: group.hint.length > 0
        text: group.hint
        type: Theme.type.caption
        color: Theme.color.text2
        wrapMode: Text.Wrap
    }
}
