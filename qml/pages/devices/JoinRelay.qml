import QtQuick
import Sotto.App
import Sotto.Components
import Sotto.Theme

// The address of the relay that keeps the account: typed, pasted, or from the code on the sheet.
//
//   link   the view-model (required)
FocusScope {
    id: relay

    required property LinkPage link

    signal imageRequested
    signal accepted

    implicitHeight: column.implicitHeight

    Column {
        id: column

        width: parent.width
        spacing: Theme.space.s

        TextInputField {
            width: parent.width
            focus: true
            mono: true
            label: qsTr("Address of the relay")
            placeholder: relay.link.relayHost.length > 0 ? relay.link.relayHost : qsTr("sotto://…")
            hint: qsTr("It stands on the sheet with your words, also as a code. The code holds the address only.")
            error: relay.link.relayError
            text: relay.link.relayText
            onEdited: relay.link.relayText = text
            onAccepted: relay.accepted()
        }
        Flow {
            width: parent.width
            spacing: Theme.space.s

            Button {
                iconName: "copy"
                text: qsTr("Paste address or code")
                busy: relay.link.relayBusy
                onClicked: relay.link.pasteRelay()
            }
            Button {
                iconName: "image"
                text: qsTr("Choose a picture of the code")
                enabled: !relay.link.relayBusy
                onClicked: relay.imageRequested()
            }
        }
    }
}
