pragma ComponentBehavior: Bound

import QtQuick
import Sotto.App
import Sotto.Components
import Sotto.Pages
import Sotto.Theme

// A backup file is chosen, its words are typed, and what it holds is taken in.
//
//   taking, entry   the view-models (required)
TaskPage {
    id: page

    required property BackupTaking taking
    required property WordEntry entry

    readonly property bool hasFile: page.taking.fileName.length > 0

    signal fileRequested

    columnWidth: Theme.size.wordsColumn
    task: page.taking
    asking: FocusScope {
        focus: true
        implicitHeight: column.implicitHeight

        Column {
            id: column

            width: parent.width
            spacing: Theme.space.l

            SettingsGroup {
                SettingsRow {
                    width: parent.width
                    iconName: "file"
                    text: page.hasFile ? page.taking.fileName : qsTr("Choose the file")
                    description: page.hasFile ? qsTr("Choose another file") : qsTr("Its name mostly ends with .sotto-backup")
                    chevron: true
                    onClicked: page.fileRequested()
                }
            }
            Label {
                width: parent.width
                text: qsTr("The twelve words that were in force when it was made")
                type: Theme.type.label
                wrapMode: Text.Wrap
            }
            TypedWords {
                width: parent.width
                focus: true
                entry: page.entry
                submitText: qsTr("Take it in")
                ready: page.taking.ready
                errorTitle: page.taking.errorTitle
                errorText: page.taking.errorText
                stopped: page.taking.stopped
                onSubmitted: page.taking.start()
                onCancelled: page.taking.leave()
            }
        }
    }
}
