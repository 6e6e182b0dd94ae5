import QtQuick
import QtQuick.Layouts
import Sotto.App
import Sotto.Components
import Sotto.Theme

// The own name and picture.
//
//   me      the own profile (required)
SettingsSection {
    id: section

    required property Me me

    readonly property bool hasPicture: String(section.me.picture).length > 0

    signal pictureRequested

    title: qsTr("Name and picture")
    lead: qsTr("The people you talk to see these. Nobody else does, the relay included.")

    RowLayout {
        width: parent.width
        spacing: Theme.space.l

        Avatar {
            size: Theme.size.avatarLarge
            initials: section.me.initials
            colorIndex: section.me.colorIndex
            source: section.me.picture
        }
        Flow {
            Layout.fillWidth: true
            spacing: Theme.space.s

            Button {
                text: section.hasPicture ? qsTr("Change picture") : qsTr("Add a picture")
                onClicked: section.pictureRequested()
            }
            Button {
                visible: section.hasPicture
                kind: Button.QuietDanger
                text: qsTr("Remove picture")
                onClicked: section.me.clearPicture()
            }
        }
    }

    TextInputField {
        id: nameField

        anchors.left: parent.left
        width: Math.min(parent.width, Theme.size.formColumn)
        label: qsTr("Your name")
        text: section.me.name
        error: section.me.error
        onAccepted: saveButton.activate()
    }

    Button {
        id: saveButton

        anchors.left: parent.left
        kind: Button.Primary
        text: qsTr("Save name")
        busy: section.me.busy
        enabled: nameField.text.trim().length > 0 && nameField.text !== section.me.name
        onClicked: section.me.setName(nameField.text)
    }
}
