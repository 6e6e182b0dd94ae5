import QtQuick
import Sotto.App
import Sotto.Components

// What Sotto keeps on this computer.
//
//   settings   the view-model (required)
SettingsSection {
    id: section

    required property Settings settings

    Component.onCompleted: section.settings.loadDetails()

    title: qsTr("History and storage")
    lead: qsTr("Your messages are on this computer, in one encrypted file. Nobody else keeps them.")

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
}
