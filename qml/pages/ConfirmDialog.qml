import QtQuick
import Sotto.Components

// Asks once more before something that cannot be taken back.
//
//   heading, lead   what is asked, and what it means (heading required)
//   confirmText     verb and noun of the button that does it (required)
//   harmful         it takes something away: danger's colour
//   cancelText      the other button
Dialog {
    id: dialog

    required property string confirmText
    property bool harmful: false
    property string cancelText: qsTr("Cancel")

    signal confirmed

    buttons: [
        Button {
            text: dialog.cancelText
            kind: Button.Secondary
            onClicked: dialog.close()
        },
        Button {
            text: dialog.confirmText
            kind: dialog.harmful ? Button.Danger : Button.Primary
            onClicked: dialog.confirm()
        }
    ]

    function confirm() {
        dialog.close();
        dialog.confirmed();
    }
}
