import QtQuick
import Sotto.Theme

// What can be done with a message, beside it while the pointer is on it.
//
//   canReact, canReply, canCopy   whether those buttons are there
//
// moreRequested() carries the button below which a menu may open.
Item {
    id: bar

    property bool canReact: true
    property bool canReply: true
    property bool canCopy: false

    signal reactRequested(Item button)
    signal replyRequested
    signal copyRequested
    signal moreRequested(Item button)

    implicitWidth: buttons.implicitWidth + 2 * Theme.space.xxs
    implicitHeight: Math.max(Theme.size.hoverBar, buttons.implicitHeight + 2 * Theme.space.xxs)

    Elevation {
        anchors.fill: parent
        radius: Theme.radius.control
    }
    Row {
        id: buttons

        anchors.centerIn: parent

        IconButton {
            id: react

            visible: bar.canReact
            size: Theme.size.hoverBarButton
            iconName: "emoji"
            name: qsTr("React")
            shortcut: "E"
            focusPolicy: Qt.NoFocus
            onClicked: bar.reactRequested(react)
        }
        IconButton {
            visible: bar.canReply
            size: Theme.size.hoverBarButton
            iconName: "reply"
            name: qsTr("Reply")
            shortcut: "R"
            focusPolicy: Qt.NoFocus
            onClicked: bar.replyRequested()
        }
        IconButton {
            visible: bar.canCopy
            size: Theme.size.hoverBarButton
            iconName: "copy"
            name: qsTr("Copy")
            focusPolicy: Qt.NoFocus
            onClicked: bar.copyRequested()
        }
        IconButton {
            id: more

            size: Theme.size.hoverBarButton
            iconName: "more"
            name: qsTr("More")
            focusPolicy: Qt.NoFocus
            onClicked: bar.moreRequested(more)
        }
    }
}
