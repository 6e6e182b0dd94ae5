pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T
import Sotto.Native
import Sotto.Theme

// A square button with nothing but an icon on it.
//
//   iconName   the icon (required)
//   name       what it does, for readers of the screen, and its tool tip (required)
//   shortcut   keys that do the same, shown in the tool tip, e.g. "Ctrl+F"
//   size       edge in pixels
//   ink        colour of the icon while it rests
//   filled     the accent as its ground: the composer's send button
//   showsToolTip   off where the name stands beside it
T.AbstractButton {
    id: button

    required property string iconName
    required property string name
    property string shortcut
    property int size: Theme.size.iconButton
    property int iconSize: Theme.size.icon
    property color ink: Theme.color.text2
    property bool filled: false
    property bool busy: false
    property bool showsToolTip: true

    implicitWidth: button.size
    implicitHeight: button.size
    focusPolicy: Qt.StrongFocus
    hoverEnabled: true

    Accessible.role: Accessible.Button
    Accessible.name: button.name
    Accessible.onPressAction: button.activate()

    Keys.onReturnPressed: button.activate()
    Keys.onEnterPressed: button.activate()

    function activate() {
        if (button.enabled && !button.busy)
            button.clicked();
    }

    contentItem: Item {
        Icon {
            anchors.centerIn: parent
            name: button.iconName
            size: button.iconSize
            visible: !button.busy
            color: !button.enabled ? Theme.color.textDis : button.filled ? Theme.color.inkOnAccent : button.ink
        }
        When {
            active: button.busy

            BusyDots {
                anchors.centerIn: parent
                color: button.filled ? Theme.color.inkOnAccent : button.ink
                dotSize: Theme.space.xs
            }
        }
    }

    background: Rectangle {
        radius: button.filled ? Theme.radius.controlLarge : Theme.radius.control
        color: button.filled ? (!button.enabled ? Theme.color.field : button.down ? Theme.color.accentPressed : button.hovered ? Theme.color.accentHover : Theme.color.accent) : (button.down || button.checked ? Theme.color.selected : button.hovered ? Theme.color.hover : "transparent")

        FocusRing {
            shown: button.visualFocus
            cornerRadius: Theme.radius.control
        }
    }

    When {
        active: button.hovered && button.showsToolTip

        ToolTip {
            parent: button
            visible: true
            text: button.shortcut.length > 0 ? qsTr("%1 (%2)").arg(button.name).arg(button.shortcut) : button.name
        }
    }
}
