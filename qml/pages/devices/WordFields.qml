pragma ComponentBehavior: Bound

import QtQuick
import Sotto.App
import Sotto.Components
import Sotto.Theme

// Twelve words being typed: fields that are numbered down the columns, as on paper. There are fewer
// columns where the longest word would be cut.
//
//   words   the view-model (required)
FocusScope {
    id: grid

    required property WordEntry words

    readonly property real leastWidth: Theme.space.l + Theme.size.wordNumber + Math.ceil(longest.advanceWidth) + Theme.space.huge
    readonly property int columns: Math.max(1, Math.min(3, Math.floor((grid.width + Theme.space.l) / (grid.leastWidth + Theme.space.l))))
    readonly property int rows: Math.ceil(fields.count / grid.columns)
    readonly property int current: grid.words.current
    readonly property real cellWidth: (grid.width - (grid.columns - 1) * Theme.space.l) / grid.columns

    function enter(field: int) {
        fields.itemAt(field)?.forceActiveFocus(Qt.OtherFocusReason);
    }

    implicitWidth: Theme.size.wordsColumn
    implicitHeight: grid.rows * Theme.size.input + (grid.rows - 1) * Theme.space.m

    Accessible.role: Accessible.Grouping
    Accessible.name: qsTr("Twelve words")

    Component.onCompleted: grid.enter(grid.current)
    onCurrentChanged: grid.enter(grid.current)

    TextMetrics {
        id: longest

        font: Theme.type.input.font
        text: "mushroom"
    }
    Repeater {
        id: fields

        model: grid.words

        WordField {
            id: field

            required property int index
            required property string word
            required property bool isWrong
            required property string completedWord

            readonly property int column: Math.floor(field.index / grid.rows)
            readonly property int place: Theme.mirrored ? grid.columns - 1 - field.column : field.column

            x: field.place * (grid.cellWidth + Theme.space.l)
            y: field.index % grid.rows * (Theme.size.input + Theme.space.m)
            width: grid.cellWidth
            height: Theme.size.input
            text: field.word
            completion: field.completedWord
            wrong: field.isWrong
            pasteAll: () => grid.words.paste(field.index)
            onEdited: grid.words.setText(field.index, field.text)
            onTaken: grid.words.takeSuggestion()
            onStepped: by => grid.words.choose(by)
            onMoveOn: grid.words.moveOn()
            onMoveBack: grid.words.moveBack()
            onActiveFocusChanged: field.activeFocus ? (grid.words.current = field.index) : grid.words.leave(field.index)
        }
    }
}
