pragma ComponentBehavior: Bound

import QtQuick
import Sotto.App
import Sotto.Components
import Sotto.Pages
import Sotto.Theme

// Everything is written into one file that the twelve words open.
//
//   backup, words   the view-models (required)
TaskPage {
    id: page

    required property BackupMaking backup
    required property TwelveWords words

    readonly property bool lacksWords: page.backup.lacksWords || page.words.state === TwelveWords.State.None
    readonly property bool written: page.words.state === TwelveWords.State.Confirmed

    signal fileRequested
    signal wordsRequested

    task: page.backup
    asking: FocusScope {
        focus: true
        implicitHeight: column.implicitHeight

        Column {
            id: column

            width: parent.width
            spacing: Theme.space.xl

            TaskProblem {
                width: parent.width
                visible: !page.lacksWords && page.backup.errorTitle.length > 0
                title: page.backup.errorTitle
                text: page.backup.errorText
                stopped: page.backup.stopped
            }
            Banner {
                width: parent.width
                visible: page.lacksWords || !page.written
                iconName: "key"
                title: page.lacksWords ? qsTr("There are no twelve words yet.") : qsTr("Your words are not written down yet.")
                text: page.lacksWords ? qsTr("They are what opens a backup. Write them down first.") : qsTr("Without them nobody can open a backup, not even you.")
                actionText: page.lacksWords ? "" : qsTr("Show twelve words")
                onTriggered: page.wordsRequested()
            }
            EqualButtons {
                width: parent.width

                Button {
                    large: true
                    text: qsTr("Cancel")
                    onClicked: page.backup.leave()
                }
                Button {
                    large: true
                    focus: true
                    kind: Button.Primary
                    text: page.lacksWords ? qsTr("Show twelve words") : qsTr("Choose where to save it")
                    onClicked: page.lacksWords ? page.wordsRequested() : page.fileRequested()
                }
            }
        }
    }
}
