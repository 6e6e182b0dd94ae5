pragma ComponentBehavior: Bound

import QtQuick
import Sotto.Theme

// The ground of a popup: raised, with a hairline and a soft shadow of stacked layers.
//
//   radius, color   of the ground
Item {
    id: elevation

    property int radius: Theme.radius.row
    property color color: Theme.color.raised

    Repeater {
        model: Theme.size.popupLayers

        Rectangle {
            required property int index

            readonly property int reach: index + 1

            x: -reach
            width: elevation.width + 2 * reach
            height: elevation.height + 2 * reach
            radius: elevation.radius + reach
            color: Theme.color.shadow
        }
    }

    Rectangle {
        anchors.fill: parent
        radius: elevation.radius
        color: elevation.color
        border.width: Theme.size.edge
        border.color: Theme.color.line
    }
}
