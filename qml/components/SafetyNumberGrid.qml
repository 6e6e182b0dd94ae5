pragma ComponentBehavior: Bound

import QtQuick
import Sotto.Theme

// The sixty digits of a safety number in twelve groups of five, four in a row, or three or two where
// four would run into each other. Always from left to right and in the digits 0 to 9, so that both
// people see the same.
//
//   digits   60 digits (required)
Item {
    id: grid

    required property string digits

    LayoutMirroring.enabled: false
    LayoutMirroring.childrenInherit: true

    // How many groups stand beside each other: all rows are full.
    readonly property int fitting: Math.floor((grid.width + Theme.space.m) / (grid.cellWidth + Theme.space.m))
    readonly property int columns: Math.max(1, Math.min(4, grid.fitting))
    readonly property var groups: grid.digits.match(/[0-9]{1,5}/g) ?? []
    readonly property real cellWidth: Math.ceil(cell.implicitWidth)
    readonly property int rows: Math.ceil(grid.groups.length / grid.columns)
    readonly property real step: grid.columns > 1 ? (grid.width - grid.cellWidth) / (grid.columns - 1) : 0
    readonly property real rowStep: cell.implicitHeight + Theme.radius.tag

    implicitWidth: 4 * grid.cellWidth + 3 * Theme.space.xxl
    implicitHeight: grid.rows * grid.rowStep - Theme.radius.tag

    Accessible.role: Accessible.StaticText
    Accessible.name: qsTr("Safety number: %1").arg(grid.groups.join(qsTr(", ")))

    Label {
        id: cell

        visible: false
        text: "00000"
        type: Theme.type.safetyNumber
    }
    Repeater {
        model: grid.groups

        Label {
            id: group

            required property int index
            required property string modelData

            x: Math.round(group.index % grid.columns * grid.step)
            y: Math.floor(group.index / grid.columns) * grid.rowStep
            text: group.modelData
            type: Theme.type.safetyNumber
            Accessible.ignored: true
        }
    }
}
