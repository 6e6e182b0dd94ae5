import QtQuick
import Sotto.App

// What shows outside the window, and whether Sotto is there without one.
//
//   settings   the view-model (required)
SettingsSection {
    id: section

    required property Settings settings

    title: qsTr("Notifications")

    SettingsGroup {
        heading: qsTr("When a message comes, show")

        ChoiceRow {
            text: qsTr("Name and message")
            description: qsTr("Whoever sees your screen can read it.")
            value: Settings.Notify.Content
            current: section.settings.notify
            onChosen: value => section.settings.notify = value
        }
        ChoiceRow {
            text: qsTr("Name only")
            value: Settings.Notify.Name
            current: section.settings.notify
            onChosen: value => section.settings.notify = value
        }
        ChoiceRow {
            text: qsTr("That there is something, without a name")
            value: Settings.Notify.Nothing
            current: section.settings.notify
            onChosen: value => section.settings.notify = value
        }
        ChoiceRow {
            text: qsTr("Nothing at all")
            value: Settings.Notify.Off
            current: section.settings.notify
            onChosen: value => section.settings.notify = value
        }
    }

    SettingsGroup {
        heading: qsTr("In the background")

        SwitchRow {
            text: qsTr("Stay in the tray")
            description: qsTr("Closing the window keeps Sotto running, and messages coming.")
            on: section.settings.tray
            onSwitched: on => section.settings.tray = on
        }
        SwitchRow {
            text: qsTr("Start with the computer")
            on: section.settings.autostart
            onSwitched: on => section.settings.autostart = on
        }
        SwitchRow {
            text: qsTr("Start without a window")
            description: qsTr("Sotto waits in the tray until you open it.")
            enabled: section.settings.autostart && section.settings.tray
            on: section.settings.quietStart
            onSwitched: on => section.settings.quietStart = on
        }
    }
}
