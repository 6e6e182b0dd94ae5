pragma ComponentBehavior: Bound

import QtQuick
import Sotto.App
import Sotto.Components
import Sotto.Pages
import Sotto.Theme

// Conversations are written into a folder, for people or for programs.
//
//   exporting   the view-model (required)
TaskPage {
    id: page

    required property ConversationExport exporting

    signal folderRequested

    task: page.exporting
    asking: FocusScope {
        focus: true
        implicitHeight: column.implicitHeight

        Column {
            id: column

            width: parent.width
            spacing: Theme.space.xl

            TaskProblem {
                width: parent.width
                title: page.exporting.errorTitle
                text: page.exporting.errorText
                stopped: page.exporting.stopped
            }
            Banner {
                width: parent.width
                alarm: false
                iconName: "eye"
                title: qsTr("Whoever gets an export can read it.")
                text: qsTr("It is not encrypted. Keep it where you would keep the messages themselves.")
            }
            SettingsGroup {
                heading: qsTr("What kind of files")

                ChoiceRow {
                    text: qsTr("Pages to read")
                    description: qsTr("Any browser shows them, without a network.")
                    value: ConversationExport.Format.Pages
                    current: page.exporting.format
                    onChosen: value => page.exporting.format = value
                }
                ChoiceRow {
                    text: qsTr("Data for programs")
                    description: qsTr("JSON, for whoever wants to do something with it.")
                    value: ConversationExport.Format.Data
                    current: page.exporting.format
                    onChosen: value => page.exporting.format = value
                }
            }
            EqualButtons {
                width: parent.width

                Button {
                    large: true
                    text: qsTr("Cancel")
                    onClicked: page.exporting.leave()
                }
                Button {
                    large: true
                    focus: true
                    kind: Button.Primary
                    text: qsTr("Choose a folder")
                    onClicked: page.folderRequested()
                }
            }
        }
    }
}
