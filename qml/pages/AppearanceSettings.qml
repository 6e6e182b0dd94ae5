pragma ComponentBehavior: Bound

import QtQuick
import Sotto.App
import Sotto.Components
import Sotto.Theme

// How Sotto looks, and what Enter does.
//
//   settings   the view-model (required)
SettingsSection {
    id: section

    required property Settings settings
    // In percent; 0 follows the system.
    readonly property var textScales: [0, 100, 125, 150, 175, 200]

    title: qsTr("Appearance")

    SettingsGroup {
        heading: qsTr("Light or dark")

        ChoiceRow {
            text: qsTr("As the system")
            value: Settings.Scheme.System
            current: section.settings.scheme
            onChosen: value => section.settings.scheme = value
        }
        ChoiceRow {
            text: qsTr("Light")
            value: Settings.Scheme.Light
            current: section.settings.scheme
            onChosen: value => section.settings.scheme = value
        }
        ChoiceRow {
            text: qsTr("Dark")
            value: Settings.Scheme.Dark
            current: section.settings.scheme
            onChosen: value => section.settings.scheme = value
        }
    }

    Column {
        width: parent.width
        spacing: Theme.space.s

        SectionHeading {
            width: parent.width
            text: qsTr("Size of text")
            group: true
        }
        Flow {
            width: parent.width
            spacing: Theme.space.s

            Repeater {
                model: section.textScales

                Chip {
                    required property int modelData

                    checkable: true
                    autoExclusive: true
                    text: modelData === 0 ? qsTr("As the system") : qsTr("%1 %").arg(modelData)
                    checked: Math.round(section.settings.textScale * 100) === modelData
                    onClicked: section.settings.textScale = modelData / 100
                }
            }
        }
    }

    SettingsGroup {
        SwitchRow {
            text: qsTr("High contrast")
            description: qsTr("Stronger lines, and no tints.")
            on: section.settings.highContrast
            onSwitched: on => section.settings.highContrast = on
        }
        SwitchRow {
            text: qsTr("Less motion")
            description: qsTr("Nothing fades or slides.")
            on: section.settings.reduceMotion
            onSwitched: on => section.settings.reduceMotion = on
        }
        SwitchRow {
            text: qsTr("Enter sends")
            description: section.settings.enterSends ? qsTr("Shift+Enter starts a new line.") : qsTr("Ctrl+Enter sends, Enter starts a new line.")
            on: section.settings.enterSends
            onSwitched: on => section.settings.enterSends = on
        }
    }
}
