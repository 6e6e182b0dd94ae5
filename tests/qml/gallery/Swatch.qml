import QtQuick
import Sotto.Components
import Sotto.Theme

Column {
    id: swatch

    required property string name
    required property color color

    spacing: 2

    Rectangle {
        width: 84
        height: 40
        radius: Theme.radius.control
        color: swatch.color
        border.width: 1
        border.color: Theme.color.line
    }
    Label {
        text: swatch.name
        type: Theme.type.caption
        color: Theme.color.text2
    }
}
