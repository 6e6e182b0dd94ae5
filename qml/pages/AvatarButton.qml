pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T
import Sotto.Behaviour
import Sotto.Components
import Sotto.Theme

// A picture that can be clicked: the own one above the list, and where pictures are chosen.
//
//   name   what a click does (required)
//   the rest as in Avatar
T.AbstractButton {
    id: button

    required property string name
    property string initials
    property int colorIndex: 0
    property url source
    property int size: Theme.size.avatarSelf
    property bool showsToolTip: true

    implicitWidth: button.size
    implicitHeight: button.size
    focusPolicy: Qt.StrongFocus

    Accessible.role: Accessible.Button
    Accessible.name: button.name
    Accessible.onPressAction: button.clicked()

    Keys.onReturnPressed: button.clicked()
    Keys.onEnterPressed: button.clicked()

    contentItem: Avatar {
        initials: button.initials
        colorIndex: button.colorIndex
        source: button.source
        size: button.size
    }

    background: Item {
        FocusRing {
            shown: button.visualFocus
            cornerRadius: button.size / 2
        }
    }

    Rectangle {
        anchors.fill: parent
        radius: width / 2
        color: "transparent"
        border.width: Theme.size.edgeStrong
        border.color: Theme.color.control
        visible: button.hovered && !button.visualFocus
    }

    OnDemand {
        active: button.hovered && button.showsToolTip

        sourceComponent: ToolTip {
            parent: button
            visible: true
            text: button.name
        }
    }
}
