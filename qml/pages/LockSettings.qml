pragma ComponentBehavior: Bound

import QtQuick
import Sotto.App
import Sotto.Behaviour
import Sotto.Components

// The password of this computer's data, and when Sotto locks by itself.
//
//   settings   the view-model (required)
//   canLock    a password is set (required)
SettingsSection {
    id: section

    required property Settings settings
    required property bool canLock
    property bool changing: false

    signal lockRequested

    title: qsTr("Lock")
    lead: section.settings.keyPlaceText

    Component.onDestruction: section.settings.forgetErrors()

    Connections {
        target: section.settings

        function onPassphraseStored() {
            section.changing = false;
        }
    }

    SettingsGroup {
        SettingsRow {
            width: parent.width
            iconName: "lock"
            text: section.settings.hasPassphrase ? qsTr("Change the password") : qsTr("Set a password")
            description: section.settings.hasPassphrase ? "" : qsTr("Sotto asks for it when it starts. Nobody can reset it.")
            chevron: true
            onClicked: section.changing = !section.changing
        }
        SettingsRow {
            width: parent.width
            visible: section.canLock
            iconName: "eye-off"
            text: qsTr("Lock now")
            value: qsTr("Ctrl+L")
            onClicked: section.lockRequested()
        }
    }

    OnDemand {
        width: parent.width
        active: section.changing
        visible: active

        sourceComponent: PassphraseForm {
            settings: section.settings
            onCancelled: section.changing = false
        }
    }

    SettingsGroup {
        visible: section.canLock
        heading: qsTr("Lock when the computer is not used")

        Repeater {
            model: [0, 1, 5, 15, 60]

            ChoiceRow {
                required property int modelData

                text: modelData === 0 ? qsTr("Never") : modelData === 1 ? qsTr("After a minute") : modelData === 60 ? qsTr("After an hour") : qsTr("After %Ln minutes", "", modelData)
                value: modelData
                current: section.settings.lockAfterMinutes
                onChosen: value => section.settings.lockAfterMinutes = value
            }
        }
    }
}
