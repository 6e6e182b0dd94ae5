import QtQuick
import QtQuick.Templates as T
import Sotto.Theme

// Code inside a message: letters of one width, always from left to right, scrolls sideways, with a
// button to copy it while the pointer is on it.
//
//   code    remote text (required)
//   own     inside an own bubble
//
// copyRequested() comes when the button is clicked.
Rectangle {
    id: inset

    required property string code
    property bool own: false

    signal copyRequested

    LayoutMirroring.enabled: false
    LayoutMirroring.childrenInherit: true

    implicitWidth: text.implicitWidth + 2 * Theme.space.m
    implicitHeight: text.implicitHeight + 2 * Theme.space.s
    radius: Theme.radius.inset
    color: inset.own ? Theme.color.mineInset : Theme.color.theirsInset

    HoverHandler {
        id: hover
    }
    Flickable {
        id: flick

        anchors.fill: parent
        anchors.leftMargin: Theme.space.m
        anchors.rightMargin: Theme.space.m
        contentWidth: text.implicitWidth
        contentHeight: height
        flickableDirection: Flickable.HorizontalFlick
        boundsBehavior: Flickable.StopAtBounds
        interactive: contentWidth > width
        clip: interactive

        T.ScrollBar.horizontal: ScrollBar {}

        Label {
            id: text

            height: flick.height
            text: inset.code
            type: Theme.type.code
        }
    }
    IconButton {
        anchors.right: parent.right
        anchors.top: parent.top
        anchors.margins: Theme.space.xxs
        visible: hover.hovered || activeFocus
        size: Theme.size.hoverBarButton
        iconName: "copy"
        iconSize: Theme.size.iconSmall
        name: qsTr("Copy the code")
        onClicked: inset.copyRequested()

        Rectangle {
            anchors.fill: parent
            z: -1
            radius: Theme.radius.control
            color: inset.color
        }
    }
}
