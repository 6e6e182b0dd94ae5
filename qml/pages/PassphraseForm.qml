import QtQuick
import Sotto.App
import Sotto.Components
import Sotto.Theme

// Sets, changes or removes the password of this computer's data.
//
//   settings   the view-model (required)
Column {
    id: form

    required property Settings settings

    readonly property bool same: first.text === second.text

    signal cancelled

    function save() {
        form.settings.setPassphrase(old.text, first.text);
        form.empty();
    }
    function remove() {
        form.settings.removePassphrase(old.text);
        form.empty();
    }
    function empty() {
        old.text = "";
        first.text = "";
        second.text = "";
    }

    spacing: Theme.space.l

    TextInputField {
        id: old

        anchors.left: parent.left
        width: Math.min(parent.width, Theme.size.formColumn)
        visible: form.settings.hasPassphrase
        password: true
        label: qsTr("Password until now")
        error: form.settings.passphraseError
        onEdited: form.settings.forgetErrors()
    }
    TextInputField {
        id: first

        anchors.left: parent.left
        width: Math.min(parent.width, Theme.size.formColumn)
        focus: true
        password: true
        label: qsTr("New password")
        hint: qsTr("Four or five random words are easy to type and hard to guess.")
        error: old.visible ? "" : form.settings.passphraseError
    }
    TextInputField {
        id: second

        anchors.left: parent.left
        width: Math.min(parent.width, Theme.size.formColumn)
        password: true
        label: qsTr("The same once more")
        error: second.text.length > 0 && !form.same ? qsTr("The two are not the same.") : ""
        onAccepted: saveButton.activate()
    }
    Flow {
        width: parent.width
        spacing: Theme.space.s

        Button {
            id: saveButton

            kind: Button.Primary
            text: form.settings.hasPassphrase ? qsTr("Change password") : qsTr("Set password")
            busy: form.settings.passphraseBusy
            enabled: first.text.length > 0 && form.same && (!old.visible || old.text.length > 0)
            onClicked: form.save()
        }
        Button {
            text: qsTr("Cancel")
            onClicked: form.cancelled()
        }
        Button {
            visible: form.settings.hasPassphrase
            kind: Button.QuietDanger
            text: qsTr("Remove password")
            enabled: old.text.length > 0 && !form.settings.passphraseBusy
            onClicked: form.remove()
        }
    }
}
