pragma ComponentBehavior: Bound

import QtQuick
import Sotto.Theme

// The twelve words, to be written down: three columns of four, numbered down the columns as on
// paper. Nothing in it can be selected, copied or dragged. There are fewer columns where the widest
// word would be cut.
//
//   words    (required) empty strings while hidden
//   hidden   dots instead of the words
Item {
    id: grid

    required property list<string> words
    property bool hidden: false

    readonly property real widestCell: Theme.space.l + Theme.size.wordNumber + grid.widest(grid.words, metrics.font) + Theme.space.m
    readonly property int columns: Math.max(1, Math.min(3, Math.floor((grid.width + Theme.space.l) / (grid.widestCell + Theme.space.l))))
    readonly property int rows: Math.ceil(grid.words.length / grid.columns)
    readonly property real cellWidth: (grid.width - (grid.columns - 1) * Theme.space.l) / grid.columns
    readonly property int cellHeight: Theme.size.wordCell

    implicitWidth: Theme.size.wordsColumn
    implicitHeight: grid.rows * grid.cellHeight + (grid.rows - 1) * Theme.space.m

    // The font is an argument so that the answer follows it.
    function widest(words: var, font: font): real {
        return words.reduce((most, word) => Math.max(most, Math.ceil(metrics.advanceWidth(word))), 0);
    }

    FontMetrics {
        id: metrics

        font: Theme.type.word.font
    }
    Repeater {
        model: grid.words

        Rectangle {
            id: cell

            required property int index
            required property string modelData

            readonly property int column: Math.floor(cell.index / grid.rows)
            readonly property int place: Theme.mirrored ? grid.columns - 1 - cell.column : cell.column

            x: cell.place * (grid.cellWidth + Theme.space.l)
            y: cell.index % grid.rows * (grid.cellHeight + Theme.space.m)
            width: grid.cellWidth
            height: grid.cellHeight
            radius: Theme.radius.controlLarge
            color: Theme.color.raised
            border.width: Theme.size.edge
            border.color: Theme.color.line

            Accessible.role: Accessible.StaticText
            Accessible.name: grid.hidden ? qsTr("Word %1, hidden").arg(cell.index + 1) : qsTr("Word %1: %2").arg(cell.index + 1).arg(cell.modelData)

            Label {
                id: number

                anchors.left: parent.left
                anchors.leftMargin: Theme.space.l
                anchors.verticalCenter: parent.verticalCenter
                width: Theme.size.wordNumber
                text: cell.index + 1
                type: Theme.type.preview
                color: Theme.color.text2
                Accessible.ignored: true
            }
            Label {
                anchors.left: number.right
                anchors.right: parent.right
                anchors.rightMargin: Theme.space.s
                anchors.verticalCenter: parent.verticalCenter
                text: grid.hidden ? "•••••" : cell.modelData
                type: Theme.type.word
                color: grid.hidden ? Theme.color.text2 : Theme.color.text
                elide: Text.ElideRight
                Accessible.ignored: true
            }
        }
    }
}
