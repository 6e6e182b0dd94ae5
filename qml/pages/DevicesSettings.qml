pragma ComponentBehavior: Bound

import QtQuick
import Sotto.App
import Sotto.Behaviour
import Sotto.Components
import Sotto.Pages
import Sotto.Theme

// The devices of the own account.
//
//   devices, care   the view-models (required)
//   offline         the relay is out of reach: what is asked for may take long
SettingsSection {
    id: section

    required property OwnDevicesModel devices
    required property PhraseCare care
    property bool offline: false
    // The one that is asked about: its row.
    property var asked: null

    signal joinRequested

    title: qsTr("Devices")
    lead: qsTr("Each of these can read your messages and write as you. An older device can remove a younger one, never the other way round.")

    Component.onCompleted: section.devices.refresh()
    Component.onDestruction: section.devices.forgetError()

    function askRemoval(row: var) {
        section.asked = row;
        removal.active = true;
    }
    function askName(row: var) {
        section.asked = row;
        renaming.active = true;
    }

    ShutOutBanner {
        width: parent.width
        devices: section.devices
        advises: true
        actionText: qsTr("Join again")
        onTriggered: joining.active = true
    }
    SettingsGroup {
        Repeater {
            id: rows

            model: section.devices

            Item {
                id: row

                required property string deviceId
                required property string name
                required property bool isThis
                required property string detail
                required property string standingText
                required property bool canRename
                required property bool canRemove
                required property bool canApprove
                required property bool canShutOut
                required property string removalText
                required property int index

                width: parent ? parent.width : 0
                height: entry.height

                DeviceEntry {
                    id: entry

                    width: parent.width
                    name: row.name
                    detail: row.detail
                    standingText: row.standingText
                    canRename: row.canRename
                    canRemove: row.canRemove
                    canApprove: row.canApprove
                    enabled: !section.devices.busy
                    onRenameRequested: section.askName({ deviceId: row.deviceId, name: row.name })
                    onRemoveRequested: section.askRemoval({ deviceId: row.deviceId, name: row.name, isThis: row.isThis, canShutOut: row.canShutOut, removalText: row.removalText })
                    onApproveRequested: section.devices.approve(row.deviceId)
                }
                Hairline {
                    anchors.bottom: parent.bottom
                    anchors.right: parent.right
                    width: parent.width - Theme.size.iconTile - 2 * Theme.space.m
                    visible: row.index < rows.count - 1
                }
            }
        }
    }
    Banner {
        width: parent.width
        visible: section.devices.busy && section.offline
        iconName: "offline"
        title: qsTr("The relay cannot be reached.")
        text: qsTr("What you asked for is kept, and Sotto goes on with it as soon as it can.")
    }
    BusyDots {
        anchors.left: parent.left
        visible: section.devices.busy && !section.offline
        color: Theme.color.accent
    }
    Banner {
        width: parent.width
        visible: section.devices.error.length > 0
        kind: Banner.Danger
        iconName: "alert"
        text: section.devices.error
    }
    Banner {
        width: parent.width
        visible: section.devices.pendingTitle.length > 0
        iconName: "timer"
        title: section.devices.pendingTitle
        text: section.devices.pendingText
    }
    SectionHeading {
        width: parent.width
        text: qsTr("Add a device")
    }
    Label {
        width: parent.width
        text: qsTr("Install Sotto there, choose “I have twelve words already”, and type your words. You will be asked here whether it was you.")
        color: Theme.color.text2
        wrapMode: Text.Wrap
    }

    OnDemand {
        id: removal

        active: false

        sourceComponent: RemoveDeviceDialog {
            devices: section.devices
            care: section.care
            deviceId: section.asked.deviceId
            name: section.asked.name
            isThis: section.asked.isThis
            removalText: section.asked.removalText
            canShutOut: section.asked.canShutOut
            onClosed: removal.active = false
            Component.onCompleted: open()
        }
    }
    OnDemand {
        id: joining

        active: false

        sourceComponent: ConfirmDialog {
            heading: qsTr("Join again with your words?")
            lead: qsTr("What is on this computer is removed first. Then Sotto asks for your twelve words, and your history comes back with them. Messages that were not sent yet are lost.")
            confirmText: qsTr("Wipe and join again")
            harmful: true
            onConfirmed: section.joinRequested()
            onClosed: joining.active = false
            Component.onCompleted: open()
        }
    }
    OnDemand {
        id: renaming

        active: false

        sourceComponent: RenameDeviceDialog {
            devices: section.devices
            deviceId: section.asked.deviceId
            name: section.asked.name
            onClosed: renaming.active = false
            Component.onCompleted: open()
        }
    }
}
