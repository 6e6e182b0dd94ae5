pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T
import Sotto.Behaviour
import Sotto.Components
import Sotto.Theme

// One emoji of the picker, with the roles of EmojiModel.
//
//   current   the keyboard stands here
T.AbstractButton {
    id: cell

    required property string emoji
    required property string name
    property bool current: false

    focusPolicy: Qt.NoFocus
    padding: Theme.space.xxs

    Accessible.role: Accessible.Button
    Accessible.name: cell.name
    Accessible.onPressAction: cell.clicked()

    contentItem: Label {
        text: cell.emoji
        type: Theme.type.title
        horizontalAlignment: Text.AlignHCenter
        Accessible.ignored: true
    }
    background: Item {
        Rectangle {
            anchors.fill: parent
            anchors.margins: Theme.space.xxs
            radius: Theme.radius.inset
            color: cell.down ? Theme.color.selected : cell.hovered ? Theme.color.hover : "transparent"

            FocusRing {
                shown: cell.current
                inside: true
                cornerRadius: Theme.radius.inset
            }
        }
    }

    OnDemand {
        active: cell.hovered

        sourceComponent: ToolTip {
            parent: cell
            visible: true
            text: cell.name
        }
    }
}
