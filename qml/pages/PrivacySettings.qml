pragma ComponentBehavior: Bound

import QtQuick
import Sotto.App
import Sotto.Components
import Sotto.Theme

// What others learn while you read and write, and who is not let in.
//
//   settings   the view-model (required)
//   blocked    the people who are blocked (required)
SettingsSection {
    id: section

    required property Settings settings
    required property BlockedListModel blocked

    signal unblockRequested(double contactId)

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
    SettingsGroup {
        heading: qsTr("Blocked people")
        hint: qsTr("Nothing from them reaches you, and they are not told.")

        Repeater {
            model: section.blocked

            BlockedRow {
                width: parent.width
                onUnblockRequested: section.unblockRequested(contactId)
            }
        }
        Label {
            width: parent.width
            leftPadding: Theme.space.m
            height: Math.max(implicitHeight, Theme.size.settingRow)
            visible: section.blocked.count === 0
            text: qsTr("Nobody is blocked.")
            color: Theme.color.text2
            Accessible.role: Accessible.StaticText
            Accessible.name: text
        }
    }
}
