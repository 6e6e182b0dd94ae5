import QtQuick
import QtQuick.Layouts
import Sotto.App
import Sotto.Components
import Sotto.Theme

// The proxy on the way to the relay.
//
//   settings   the view-model (required)
Column {
    id: form

    required property Settings settings
    property int kind: Number(form.settings.proxy)

    readonly property bool needsAddress: form.kind === Settings.Proxy.Socks5 || form.kind === Settings.Proxy.Http

    function choose(kind: int) {
        form.kind = kind;
        form.needsAddress || form.save();
    }
    function save() {
        form.settings.setProxy(form.kind, hostField.text, Number(portField.text));
    }

    spacing: Theme.space.m

    SettingsGroup {
        heading: qsTr("Proxy")
        hint: form.kind === Settings.Proxy.Socks5 ? qsTr("Tor listens on 127.0.0.1, port 9050. Names are looked up by the proxy.") : ""

        ChoiceRow {
            text: qsTr("None")
            value: Settings.Proxy.None
            current: form.kind
            onChosen: value => form.choose(value)
        }
        ChoiceRow {
            text: qsTr("As the system")
            value: Settings.Proxy.System
            current: form.kind
            onChosen: value => form.choose(value)
        }
        ChoiceRow {
            text: qsTr("SOCKS5, for Tor too")
            value: Settings.Proxy.Socks5
            current: form.kind
            onChosen: value => form.choose(value)
        }
        ChoiceRow {
            text: qsTr("HTTP")
            value: Settings.Proxy.Http
            current: form.kind
            onChosen: value => form.choose(value)
        }
    }
    RowLayout {
        width: parent.width
        visible: form.needsAddress
        spacing: Theme.space.s

        TextInputField {
            id: hostField

            Layout.fillWidth: true
            Layout.alignment: Qt.AlignTop
            label: qsTr("Host")
            text: form.settings.proxyHost
            error: form.settings.proxyError
            onAccepted: form.save()
        }
        TextInputField {
            id: portField

            Layout.preferredWidth: Theme.size.sidebar / 3
            Layout.alignment: Qt.AlignTop
            label: qsTr("Port")
            text: form.settings.proxyPort > 0 ? form.settings.proxyPort : ""
            input.inputMethodHints: Qt.ImhDigitsOnly
            onAccepted: form.save()
        }
    }
    Button {
        anchors.left: parent.left
        visible: form.needsAddress
        text: qsTr("Use this proxy")
        enabled: hostField.text.trim().length > 0 && portField.text.trim().length > 0
        onClicked: form.save()
    }
}
