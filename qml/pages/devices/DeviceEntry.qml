pragma ComponentBehavior: Bound

import QtQuick
import Sotto.Components

// One device of the own account, and what can be done with it.
SettingsRow {
    id: entry

    required property string deviceId
    required property bool isThis
    required property string detail
    required property string standingText
    required property bool canRename
    required property bool canRemove
    required property bool canApprove

    signal renameRequested
    signal removeRequested
    signal approveRequested

    tile: true
    iconName: "device"
    text: entry.name
    description: entry.detail
    tag: entry.standingText
    focusPolicy: Qt.NoFocus
    hoverEnabled: false
    Accessible.role: Accessible.ListItem

    control: [
        Button {
            visible: entry.canApprove
            text: qsTr("Approve")
            Accessible.description: entry.name
            onClicked: entry.approveRequested()
        },
        IconButton {
            visible: entry.canRename
            iconName: "edit"
            name: qsTr("Rename %1").arg(entry.name)
            onClicked: entry.renameRequested()
        },
        Button {
            visible: entry.canRemove
            kind: Button.QuietDanger
            text: qsTr("Remove")
            Accessible.description: entry.name
            onClicked: entry.removeRequested()
        }
    ]
}
