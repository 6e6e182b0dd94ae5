pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Sotto.Components
import Sotto.Theme

// For how many people an invite is, and for how long.
ConfirmDialog {
    id: dialog

    readonly property int day: 24 * 60 * 60
    property int uses: 1
    property int lifetimeSeconds: 7 * dialog.day

    signal chosen(int uses, int lifetimeSeconds)

    heading: qsTr("Change the invite")
    lead: qsTr("You get a new link. The one you have now stops working.")
    confirmText: qsTr("Make a new link")
    onConfirmed: dialog.chosen(dialog.uses, dialog.lifetimeSeconds)

    SectionHeading {
        Layout.fillWidth: true
        text: qsTr("For how many people")
        group: true
    }
    Flow {
        Layout.fillWidth: true
        spacing: Theme.space.s

        Repeater {
            model: [1, 2, 5, 20]

            Chip {
                required property int modelData

                checkable: true
                autoExclusive: true
                text: modelData === 1 ? qsTr("One") : qsTr("Up to %1").arg(modelData)
                checked: dialog.uses === modelData
                onClicked: dialog.uses = modelData
            }
        }
    }
    SectionHeading {
        Layout.fillWidth: true
        Layout.topMargin: Theme.space.s
        text: qsTr("For how long")
        group: true
    }
    Flow {
        Layout.fillWidth: true
        spacing: Theme.space.s

        Repeater {
            model: [1, 7, 30]

            Chip {
                required property int modelData

                checkable: true
                autoExclusive: true
                text: modelData === 1 ? qsTr("One day") : qsTr("%Ln days", "", modelData)
                checked: dialog.lifetimeSeconds === modelData * dialog.day
                onClicked: dialog.lifetimeSeconds = modelData * dialog.day
            }
        }
    }
}
