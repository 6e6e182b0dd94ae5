import QtQuick
import QtQuick.Layouts
import Sotto.App
import Sotto.Components

// Gives a device another name.
//
//   devices    the view-model (required)
//   deviceId   which one, and what it is called until now (required)
//   name
Dialog {
    id: dialog

    required property OwnDevicesModel devices
    required property string deviceId
    required property string name

    function rename() {
        dialog.devices.rename(dialog.deviceId, field.text);
        dialog.close();
    }

    heading: qsTr("Rename this device")
    lead: qsTr("All your devices show the name. The people you talk to do not see it.")

    onOpened: field.forceActiveFocus(Qt.PopupFocusReason)

    TextInputField {
        id: field

        Layout.fillWidth: true
        label: qsTr("Name of the device")
        text: dialog.name
        error: dialog.devices.checkName(field.text)
        onAccepted: saveButton.activate()
        Component.onCompleted: field.selectAll()
    }

    buttons: [
        Button {
            text: qsTr("Cancel")
            onClicked: dialog.close()
        },
        Button {
            id: saveButton

            kind: Button.Primary
            text: qsTr("Save name")
            enabled: field.error.length === 0
            onClicked: dialog.rename()
        }
    ]
}
