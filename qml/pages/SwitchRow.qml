import QtQuick
import Sotto.Components

// A setting that is on or off, as a row.
//
//   text, description, iconName   as in SettingsRow
//   on                            the setting
//
// switched() comes when the person turns it, or clicks the row.
SettingsRow {
    id: row

    property bool on: false

    signal switched(bool on)

    width: parent ? parent.width : implicitWidth
    // Readers are told the switch, which has its name.
    Accessible.ignored: true
    onClicked: row.switched(!row.on)

    control: Switch {
        name: row.text
        checked: row.on
        Accessible.description: row.description
        onToggled: row.switched(checked)
    }
}
