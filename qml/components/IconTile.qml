import QtQuick
import Sotto.Theme

// An icon on a square: devices, files, answers.
//
//   iconName   (required)
//   danger     on danger's tint
//   size       edge in pixels
Rectangle {
    id: tile

    required property string iconName
    property bool danger: false
    property int size: Theme.size.iconTile
    property color ink: tile.danger ? Theme.color.dangerText : Theme.color.text2

    implicitWidth: tile.size
    implicitHeight: tile.size
    radius: Theme.radius.inset
    color: tile.danger ? Theme.color.dangerTint : Theme.color.field
    border.width: Theme.size.edge
    border.color: Theme.color.tintEdge

    Icon {
        anchors.centerIn: parent
        name: tile.iconName
        color: tile.ink
    }
}
