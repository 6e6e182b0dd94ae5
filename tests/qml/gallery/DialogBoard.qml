import QtQuick
import QtQuick.Layouts
import Sotto.Components
import Sotto.Theme

MainBoard {
    Dialog {
        visible: true
        alarm: true
        iconName: "shield-alert"
        heading: "A new device was added to your account"
        lead: "Somebody typed your twelve words on it. It can read along and write as you."

        Rectangle {
            Layout.fillWidth: true
            implicitHeight: device.implicitHeight
            radius: Theme.radius.row
            color: Theme.color.sidebar

            SettingsRow { id: device; width: parent.width; iconName: "device"; text: "“Elin’s new laptop”"; description: "Added today at 09:58. The name was chosen on that device." }
        }
        RowLayout {
            spacing: Theme.space.l

            Repeater {
                model: [
                    { icon: "check", title: "This was me", text: "You set up this device yourself, just now. Nothing changes, and this notice goes away on all your devices.", verb: "Keep the device", danger: false },
                    { icon: "trash", title: "This was not me", text: "Sotto shuts the device out at once. Then it asks for your twelve words and gives you new ones; the old ones stop working.", verb: "Remove it now", danger: true }
                ]

                Card {
                    id: card

                    required property var modelData

                    Layout.fillWidth: true
                    Layout.fillHeight: true
                    Layout.preferredWidth: 1
                    choice: true
                    padding: Theme.space.xl

                    ColumnLayout {
                        width: card.width - 2 * card.padding
                        spacing: Theme.space.m

                        IconTile { iconName: card.modelData.icon; danger: card.modelData.danger }
                        SectionHeading { Layout.fillWidth: true; text: card.modelData.title; lead: card.modelData.text }
                        Button { Layout.fillWidth: true; text: card.modelData.verb; kind: card.modelData.danger ? Button.Danger : Button.Secondary }
                    }
                }
            }
        }
    }
}
