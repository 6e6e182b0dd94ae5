import QtQuick
import Sotto.App
import Sotto.Components

// What Sotto keeps on this computer.
//
//   settings   the view-model (required)
SettingsSection {
    id: section

    required property Settings settings

    signal exportRequested
    signal backupRequested
    signal backupTakingRequested
    signal leavingRequested

    Component.onCompleted: section.settings.loadDetails()

    title: qsTr("History and storage")
    lead: qsTr("Your messages are on this computer, in one encrypted file. For your other devices the relay keeps them, too; only your devices and your twelve words open them there.")

    SettingsGroup {
        SettingsRow {
            width: parent.width
            iconName: "download"
            text: qsTr("Used on this computer")
            value: section.settings.storageText
            focusPolicy: Qt.TabFocus
            hoverEnabled: false
            Accessible.role: Accessible.StaticText
        }
        SettingsRow {
            width: parent.width
            iconName: "key"
            text: qsTr("Where its key is")
            description: section.settings.keyPlaceText
            focusPolicy: Qt.TabFocus
            hoverEnabled: false
            Accessible.role: Accessible.StaticText
        }
    }
    SettingsGroup {
        heading: qsTr("Copies")

        SettingsRow {
            width: parent.width
            iconName: "file"
            text: qsTr("Export all conversations")
            description: qsTr("As pages to read or as data, in a folder. Whoever gets it can read it.")
            chevron: true
            onClicked: section.exportRequested()
        }
        SettingsRow {
            width: parent.width
            iconName: "lock"
            text: qsTr("Back up to a file")
            description: qsTr("Encrypted. Your twelve words open it, without a relay.")
            chevron: true
            onClicked: section.backupRequested()
        }
        SettingsRow {
            width: parent.width
            iconName: "arrow-down"
            text: qsTr("Take in a backup")
            description: qsTr("It brings back what this computer does not have.")
            chevron: true
            onClicked: section.backupTakingRequested()
        }
    }
    SettingsGroup {
        heading: qsTr("How far back the relay keeps messages for your devices")
        hint: qsTr("A shorter choice removes what is older from the relay. It stays on the devices that have it.")

        ChoiceRow {
            text: qsTr("Everything")
            description: qsTr("A new device gets all of it. Whoever steals your twelve words can read all of it.")
            value: Settings.History.All
            current: section.settings.vaultHistory
            onChosen: value => section.settings.vaultHistory = value
        }
        ChoiceRow {
            text: qsTr("One year")
            description: qsTr("Whoever steals your twelve words can read the last year, and nothing older.")
            value: Settings.History.Year
            current: section.settings.vaultHistory
            onChosen: value => section.settings.vaultHistory = value
        }
        ChoiceRow {
            text: qsTr("30 days")
            description: qsTr("Whoever steals your twelve words can read the last 30 days, and nothing older.")
            value: Settings.History.Month
            current: section.settings.vaultHistory
            onChosen: value => section.settings.vaultHistory = value
        }
        ChoiceRow {
            text: qsTr("Nothing")
            description: qsTr("A new device begins without messages. Whoever steals your twelve words finds your people, and none of your messages.")
            value: Settings.History.Nothing
            current: section.settings.vaultHistory
            onChosen: value => section.settings.vaultHistory = value
        }
    }    SettingsGroup {
        SettingsRow {
            width: parent.width
            iconName: "trash"
            danger: true
            text: qsTr("Delete your account")
            description: qsTr("Everything goes from the relay and from this computer.")
            chevron: true
            onClicked: section.leavingRequested()
        }
    }
}
