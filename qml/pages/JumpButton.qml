import QtQuick
import QtQuick.Templates as T
import Sotto.Components
import Sotto.Theme

// Leads back to the newest message, and says how many came meanwhile.
//
//   shown   whether the newest is out of view (required)
//   count   how many came below (required)
T.AbstractButton {
    id: button

    required property bool shown
    required property int count

    implicitWidth: Theme.size.composerButton
    implicitHeight: Theme.size.composerButton
    opacity: button.shown ? 1 : 0
    visible: opacity > 0
    focusPolicy: Qt.StrongFocus

    Accessible.role: Accessible.Button
    Accessible.name: button.count > 0 ? qsTr("To the newest message, %Ln new", "", button.count) : qsTr("To the newest message")
    Accessible.onPressAction: button.clicked()

    Keys.onReturnPressed: button.clicked()
    Keys.onEnterPressed: button.clicked()

    Behavior on opacity {
        enabled: Theme.motion.moves

        NumberAnimation {
            duration: Theme.motion.normal
        }
    }

    contentItem: Item {
        Icon {
            anchors.centerIn: parent
            name: "arrow-down"
        }
    }
    background: Elevation {
        radius: Math.round(width / 2)
        color: button.hovered ? Theme.color.hover : Theme.color.raised

        FocusRing {
            shown: button.visualFocus
            cornerRadius: button.width / 2
        }
    }

    Badge {
        anchors.horizontalCenter: parent.horizontalCenter
        anchors.verticalCenter: parent.top
        count: button.count
    }
}
