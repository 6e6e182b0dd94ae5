import QtQuick
import Sotto.App
import Sotto.Components

// Asks how a device is removed: shut out by this one, or at once with the twelve words.
//
//   devices, care             the view-models (required)
//   deviceId, name, isThis    which one (required)
//   removalText, canShutOut   as its row says (required)
Dialog {
    id: dialog

    required property OwnDevicesModel devices
    required property PhraseCare care
    required property string deviceId
    required property string name
    required property bool isThis
    required property string removalText
    required property bool canShutOut

    function remove() {
        dialog.close();
        dialog.devices.remove(dialog.deviceId);
    }
    function removeWithWords() {
        dialog.close();
        dialog.care.removeDevice(dialog.deviceId, dialog.name);
    }

    heading: dialog.isThis ? qsTr("Remove this device?") : qsTr("Remove “%1”?").arg(dialog.name)
    lead: dialog.removalText

    buttons: [
        Button {
            text: qsTr("Cancel")
            onClicked: dialog.close()
        },
        Button {
            visible: dialog.canShutOut
            text: qsTr("Shut out now")
            onClicked: dialog.remove()
        },
        Button {
            visible: !dialog.isThis
            kind: Button.Danger
            text: qsTr("Use the words")
            onClicked: dialog.removeWithWords()
        },
        Button {
            visible: dialog.isThis
            kind: Button.Danger
            text: qsTr("Remove this device")
            onClicked: dialog.remove()
        }
    ]
}
