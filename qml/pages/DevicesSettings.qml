pragma ComponentBehavior: Bound

import QtQuick
import Sotto.App
import Sotto.Components
import Sotto.Theme

// The devices of the own account.
//
//   settings   the view-model (required)
SettingsSection {
    id: section

    required property Settings settings

    Component.onCompleted: section.settings.loadDetails()

    title: qsTr("Devices")
    lead: qsTr("Each of these can read your messages and write as you.")

    SettingsGroup {
        Repeater {
            id: devices

            model: section.settings.devices

            Item {
                id: device

                required property var modelData
                required property int index

                width: parent ? parent.width : 0
                height: row.height

                SettingsRow {
                    id: row

                    width: parent.width
                    tile: true
                    iconName: "device"
                    text: device.modelData.name
                    description: device.modelData.added
                    tag: device.modelData.isThis ? qsTr("This device") : ""
                    focusPolicy: Qt.TabFocus
                    hoverEnabled: false
                    Accessible.role: Accessible.ListItem
                }
                Hairline {
                    anchors.bottom: parent.bottom
                    anchors.right: parent.right
                    width: parent.width - Theme.size.iconTile - 2 * Theme.space.m
                    visible: device.index < devices.count - 1
                }
            }
        }
    }
}
