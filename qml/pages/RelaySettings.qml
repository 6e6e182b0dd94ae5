import QtQuick
import Sotto.App
import Sotto.Components
import Sotto.Theme

// The relay that keeps messages until they are fetched, and the way to it.
//
//   settings, network   the view-models (required)
SettingsSection {
    id: section

    required property Settings settings
    required property Network network
    property bool moving: false

    // In the order of Network.State.
    readonly property string stateText: [qsTr("Not connected"), qsTr("Connecting"), qsTr("Connected"), qsTr("Offline"), qsTr("Refused")][section.network.state]

    title: qsTr("Relay and network")
    lead: qsTr("A relay keeps messages until they are fetched. It cannot read them, and it has no list of users.")

    Component.onDestruction: section.settings.forgetErrors()

    SettingsGroup {
        SettingsRow {
            width: parent.width
            iconName: section.network.state === Network.State.Online ? "link" : "offline"
            text: section.settings.relayHost
            description: section.network.text
            value: section.stateText
            focusPolicy: Qt.TabFocus
            hoverEnabled: false
            Accessible.role: Accessible.StaticText
        }
        SettingsRow {
            width: parent.width
            visible: section.network.state !== Network.State.Online
            iconName: "clock"
            text: qsTr("Connect now")
            onClicked: section.network.reconnect()
        }
        SettingsRow {
            width: parent.width
            iconName: "edit"
            text: qsTr("Move to another relay")
            description: qsTr("The people you talk to are told. What is on its way still arrives.")
            chevron: true
            onClicked: section.moving = !section.moving
        }
    }

    Column {
        width: parent.width
        visible: section.moving
        spacing: Theme.space.m

        TextInputField {
            id: relayField

            width: parent.width
            label: qsTr("Address of the new relay")
            mono: true
            error: section.settings.relayError
            onEdited: section.settings.forgetErrors()
            onVisibleChanged: visible && forceActiveFocus(Qt.TabFocusReason)
            onAccepted: moveButton.activate()
        }
        Flow {
            width: parent.width
            spacing: Theme.space.s

            Button {
                id: moveButton

                kind: Button.Primary
                text: qsTr("Move to this relay")
                busy: section.settings.relayBusy
                enabled: relayField.text.trim().length > 0
                onClicked: section.settings.moveRelay(relayField.text)
            }
            Button {
                text: qsTr("Cancel")
                onClicked: section.moving = false
            }
        }
    }

    ProxyForm {
        width: parent.width
        settings: section.settings
    }
}
