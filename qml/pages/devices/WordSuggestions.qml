pragma ComponentBehavior: Bound

import QtQuick
import Sotto.App
import Sotto.Components
import Sotto.Theme

// What the word that is being typed may become: one row, which stays where nothing is suggested.
//
//   words   the view-model (required)
Row {
    id: row

    required property WordEntry words

    height: Theme.size.suggestion
    spacing: Theme.space.l
    // A reader of the screen follows the field, which says what Enter makes of it.
    Accessible.role: Accessible.Grouping
    Accessible.name: qsTr("Suggestions for word %1").arg(row.words.current + 1)

    Label {
        id: caption

        anchors.verticalCenter: parent.verticalCenter
        text: qsTr("Word %1").arg(row.words.current + 1)
        type: Theme.type.preview
        color: Theme.color.text2
    }
    Flow {
        width: row.width - caption.width - row.spacing
        height: row.height
        clip: true
        spacing: Theme.space.s

        Repeater {
            model: row.words.suggestions

            Chip {
                required property int index
                required property string modelData

                tall: true
                text: modelData
                head: row.words.typed
                checked: index === row.words.chosen
                hint: checked ? qsTr("Enter") : ""
                // The keyboard stays in the field.
                focusPolicy: Qt.NoFocus
                onClicked: row.words.takeSuggestionAt(index)
            }
        }
    }
}
