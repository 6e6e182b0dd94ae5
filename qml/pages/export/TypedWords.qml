import QtQuick
import QtQuick.Layouts
import Sotto.App
import Sotto.Components
import Sotto.Pages
import Sotto.Theme

// Twelve words are typed, for something that is done with them.
//
//   entry                   the view-model (required)
//   submitText              verb and noun of the button (required)
//   ready                   there is nothing else that it needs
//   errorTitle, errorText   why the last try came to nothing; empty if there is nothing to speak of
//   stopped                 the person stopped it
//
// submitted() comes with the button; of Enter behind the last word the view-models tell.
FocusScope {
    id: typed

    required property WordEntry entry
    required property string submitText
    property bool ready: true
    property string errorTitle
    property string errorText
    property bool stopped: false

    signal submitted
    signal cancelled

    implicitHeight: column.implicitHeight

    Column {
        id: column

        width: parent.width
        spacing: Theme.space.l

        WordFields {
            width: parent.width
            focus: true
            words: typed.entry
        }
        WordSuggestions {
            width: parent.width
            words: typed.entry
        }
        WordProblem {
            id: wrong

            width: parent.width
            words: typed.entry
        }
        TaskProblem {
            width: parent.width
            visible: !wrong.visible && typed.errorTitle.length > 0
            title: typed.errorTitle
            text: typed.errorText
            stopped: typed.stopped
        }
        GridLayout {
            width: parent.width
            columns: typed.width < Theme.size.wordsColumn ? 1 : 2
            rowSpacing: Theme.space.m
            columnSpacing: Theme.space.s

            RowLayout {
                Layout.alignment: Qt.AlignRight
                Layout.row: 0
                Layout.column: typed.width < Theme.size.wordsColumn ? 0 : 1
                spacing: Theme.space.l

                Label {
                    text: qsTr("%1 of 12").arg(typed.entry.filled)
                    type: Theme.type.preview
                    color: Theme.color.text2
                    Accessible.name: qsTr("%1 of 12 words are there").arg(typed.entry.filled)
                }
                Button {
                    Layout.fillWidth: true
                    Layout.maximumWidth: implicitWidth
                    large: true
                    kind: Button.Primary
                    text: typed.submitText
                    enabled: typed.entry.complete && typed.ready
                    onClicked: typed.submitted()
                }
            }
            Button {
                Layout.alignment: typed.width < Theme.size.wordsColumn ? Qt.AlignRight : Qt.AlignLeft
                Layout.row: typed.width < Theme.size.wordsColumn ? 1 : 0
                Layout.column: 0
                large: true
                text: qsTr("Cancel")
                onClicked: typed.cancelled()
            }
        }
        Gap {
            size: Theme.space.xs
        }
        WordsNotice {
            width: parent.width
        }
    }
}
