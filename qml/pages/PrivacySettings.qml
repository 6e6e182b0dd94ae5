import QtQuick
import Sotto.App

// What others learn while you read and write.
//
//   settings   the view-model (required)
SettingsSection {
    id: section

    required property Settings settings

    title: qsTr("Privacy")
    lead: qsTr("What the people you talk to can see. The relay sees none of it.")

    SettingsGroup {
        hint: qsTr("Without them you do not see theirs either.")

        SwitchRow {
            text: qsTr("Read receipts")
            description: qsTr("They see when you have read a message.")
            on: section.settings.readReceipts
            onSwitched: on => section.settings.readReceipts = on
        }
        SwitchRow {
            text: qsTr("Typing")
            description: qsTr("They see while you are writing.")
            on: section.settings.typingIndicator
            onSwitched: on => section.settings.typingIndicator = on
        }
    }
}
