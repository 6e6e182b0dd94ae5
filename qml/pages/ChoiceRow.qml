import QtQuick
import Sotto.Components

// One of several answers to a setting, as a row.
//
//   value     what is chosen with it (required)
//   current   what is chosen now (required)
//
// chosen() comes when the person takes it.
RadioRow {
    id: row

    required property int value
    required property int current

    signal chosen(int value)

    width: parent ? parent.width : implicitWidth
    checked: row.value === row.current
    onToggled: row.chosen(row.value)
}
