import QtQuick
import Sotto.App
import Sotto.Components
import Sotto.Pages
import Sotto.Theme

// What a deleted account takes along, and whether the people one talks to are told.
//
//   leaving   the view-model (required)
FocusScope {
    id: explained

    required property AccountLeaving leaving

    signal exportRequested
    signal goOn

    implicitHeight: column.implicitHeight

    Column {
        id: column

        width: parent.width
        spacing: Theme.space.l

        TaskProblem {
            width: parent.width
            title: explained.leaving.errorTitle
            text: explained.leaving.errorText
        }
        Consequence {
            iconName: "device"
            text: qsTr("Everything on this computer goes")
            detail: qsTr("Your people, your messages, your settings. Your other devices stop as well.")
        }
        Consequence {
            iconName: "link"
            text: qsTr("Everything at the relay goes")
            detail: qsTr("Your history, your invites, and what your twelve words open.")
        }
        Consequence {
            iconName: "person"
            text: qsTr("What others have stays with them")
            detail: qsTr("Messages that you sent are on their devices. Exports and backups stay where they are.")
        }
        SettingsGroup {
            SwitchRow {
                iconName: "bell"
                text: qsTr("Tell the people you talk to")
                description: qsTr("They see that you deleted your account. Otherwise they wait for an answer that never comes.")
                on: explained.leaving.tellContacts
                onSwitched: on => explained.leaving.tellContacts = on
            }
        }
        Flow {
            width: parent.width
            spacing: Theme.space.s

            Label {
                height: Math.max(implicitHeight, exportLink.height)
                text: qsTr("Do you want to keep something?")
                color: Theme.color.text2
                verticalAlignment: Text.AlignVCenter
            }
            LinkButton {
                id: exportLink

                text: qsTr("Export all conversations")
                onClicked: explained.exportRequested()
            }
        }
        Gap {
            size: Theme.space.xs
        }
        EqualButtons {
            anchors.left: parent.left
            width: Math.min(parent.width, Theme.size.dialog)

            Button {
                large: true
                focus: true
                kind: Button.Primary
                text: qsTr("Keep the account")
                onClicked: explained.leaving.goBack()
            }
            Button {
                large: true
                kind: Button.QuietDanger
                text: explained.leaving.needsWords ? qsTr("Go on to the words") : qsTr("Delete the account")
                onClicked: explained.goOn()
            }
        }
    }
}
