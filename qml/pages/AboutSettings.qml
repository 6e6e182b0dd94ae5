import QtQuick
import Sotto.App
import Sotto.Components
import Sotto.Theme

// What this program is.
//
//   settings   the view-model (required)
//   version    of the program (required)
SettingsSection {
    id: section

    required property Settings settings
    required property string version

    signal keysRequested

    title: qsTr("About Sotto")

    Row {
        anchors.left: parent.left
        spacing: Theme.space.l

        BrandIcon {}
        Column {
            anchors.verticalCenter: parent.verticalCenter

            Label {
                anchors.left: parent.left
                text: qsTr("Sotto")
                type: Theme.type.title
            }
            Label {
                anchors.left: parent.left
                text: qsTr("Version %1").arg(section.version)
                color: Theme.color.text2
            }
        }
    }
    Label {
        width: parent.width
        text: section.settings.aboutText
        color: Theme.color.text2
        wrapMode: Text.Wrap
    }
    SettingsGroup {
        SettingsRow {
            width: parent.width
            iconName: "info"
            text: qsTr("Keys")
            description: qsTr("Everything in Sotto works without a mouse.")
            chevron: true
            onClicked: section.keysRequested()
        }
    }
}
