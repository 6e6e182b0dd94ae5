import QtQuick
import Sotto.Components
import Sotto.Theme

Board {
    implicitHeight: column.implicitHeight + 48

    Column {
        id: column

        anchors.horizontalCenter: parent.horizontalCenter
        y: 24
        width: Math.min(Theme.size.settingsColumn, parent.width - 32)
        spacing: Theme.space.l

        SectionHeading { width: parent.width; text: "Devices"; lead: "Each of these can read your messages and write as you." }
        Card {
            width: parent.width
            padding: 0
            Column {
                id: devices
                width: column.width
                SettingsRow { width: parent.width; iconName: "device"; text: "Desk computer"; description: "Added 2 March, the oldest. Active now."; control: IconButton { iconName: "edit"; name: "Rename" } }
                SettingsRow { width: parent.width; iconName: "device"; text: "Kitchen laptop"; description: "Added 14 June. Last active yesterday, 21:10."; control: Button { kind: Button.QuietDanger; text: "Remove" } }
            }
        }
        Column {
            width: parent.width
            SettingsRow { width: parent.width; iconName: "timer"; text: "Disappearing messages"; value: "Off"; chevron: true }
            SettingsRow { width: parent.width; iconName: "bell"; text: "Notifications"; description: "With the name, without the text"; control: Switch { name: "Notifications"; checked: true } }
            SettingsRow { width: parent.width; iconName: "device"; text: "Devices"; selected: true }
            SettingsRow { width: parent.width; iconName: "lock"; text: "Lock"; enabled: false; chevron: true }
            SettingsRow { width: parent.width; iconName: "block"; text: "Block Noor"; danger: true; current: true }
        }
        ProgressLine { width: parent.width; value: 0.4; name: "Fetching" }
        SectionHeading { width: parent.width; text: "People and groups"; group: true }
    }
}
