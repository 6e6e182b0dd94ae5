pragma ComponentBehavior: Bound

import QtQuick
import Sotto.App
import Sotto.Behaviour
import Sotto.Components
import Sotto.Pages
import Sotto.Theme

// The devices of the own account.
//
//   devices   the view-model (required)
//   canReplaceWords   there is a way for lost words
SettingsSection {
    id: section

    required property OwnDevicesModel devices
    property bool canReplaceWords: false
    // The one that is asked about.
    property string askedId
    property string askedName
    property string askedRemoval

    signal lostRequested

    title: qsTr("Devices")
    lead: qsTr("Each of these can read your messages and write as you. An older device can remove a younger one at once; the other way takes 14 days.")

    Component.onCompleted: section.devices.refresh()
    Component.onDestruction: section.devices.forgetError()

    function askRemoval(id: string, name: string, text: string) {
        section.askedId = id;
        section.askedName = name;
        section.askedRemoval = text;
        removal.active = true;
    }
    function askName(id: string, name: string) {
        section.askedId = id;
        section.askedName = name;
        renaming.active = true;
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
                required property string removalText
                required property int index

                width: parent ? parent.width : 0
                height: entry.height

                DeviceEntry {
                    id: entry

                    width: parent.width
                    deviceId: row.deviceId
                    name: row.name
                    isThis: row.isThis
                    detail: row.detail
                    standingText: row.standingText
                    canRename: row.canRename
                    canRemove: row.canRemove
                    canApprove: row.canApprove
                    removalText: row.removalText
                    enabled: !section.devices.busy
                    onRenameRequested: section.askName(row.deviceId, row.name)
                    onRemoveRequested: section.askRemoval(row.deviceId, row.name, row.removalText)
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
    Button {
        anchors.left: parent.left
        visible: section.canReplaceWords
        text: qsTr("I have lost my twelve words")
        onClicked: section.lostRequested()
    }

    OnDemand {
        id: removal

        active: false

        sourceComponent: ConfirmDialog {
            heading: qsTr("Remove “%1”?").arg(section.askedName)
            lead: section.askedRemoval
            confirmText: qsTr("Remove device")
            harmful: true
            onConfirmed: section.devices.remove(section.askedId)
            onClosed: removal.active = false
            Component.onCompleted: open()
        }
    }
    OnDemand {
        id: renaming

        active: false

        sourceComponent: RenameDeviceDialog {
            devices: section.devices
            deviceId: section.askedId
            name: section.askedName
            onClosed: renaming.active = false
            Component.onCompleted: open()
        }
    }
}
