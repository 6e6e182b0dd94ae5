import QtQuick
import QtQuick.Templates as T
import Sotto.App
import Sotto.Behaviour
import Sotto.Components
import Sotto.Theme

// Who one talks to: safety number, notifications, nickname, devices; block and delete.
//
//   conversation   the view-model (required)
//   covers         it lies over the conversation: a button that leads back instead of a cross
FocusScope {
    id: pane

    required property Conversation conversation
    property bool covers: false

    readonly property ContactDetails contact: pane.conversation.contact

    signal closed
    signal imageRequested
    signal exportRequested

    Accessible.role: Accessible.Pane
    Accessible.name: qsTr("Details of %1").arg(pane.contact.name)

    Keys.onEscapePressed: pane.closed()
    Component.onCompleted: pane.contact.loadDetails()
    Component.onDestruction: pane.contact.forgetComparison()
    onContactChanged: pane.contact.loadDetails()

    Rectangle {
        anchors.fill: parent
        color: Theme.color.window
    }

    PageHeader {
        id: header

        width: parent.width
        title: qsTr("Details")
        back: pane.covers
        onBackRequested: pane.closed()

        IconButton {
            visible: !pane.covers
            iconName: "close"
            name: qsTr("Close the details")
            onClicked: pane.closed()
        }
    }

    Flickable {
        id: flickable

        anchors.top: header.bottom
        anchors.bottom: parent.bottom
        width: parent.width
        clip: true
        contentWidth: width
        contentHeight: column.height + 2 * Theme.space.l
        boundsBehavior: Flickable.StopAtBounds

        T.ScrollBar.vertical: ScrollBar {}

        Column {
            id: column

            anchors.horizontalCenter: parent.horizontalCenter
            y: Theme.space.l
            width: Math.min(Theme.size.details + Theme.space.huge, parent.width) - 2 * Theme.space.xl
            spacing: Theme.space.l

            DetailsHead {
                width: parent.width
                contact: pane.contact
            }
            SafetyNumberCard {
                width: parent.width
                conversation: pane.conversation
                onImageRequested: pane.imageRequested()
            }
            DetailsRows {
                // Icons stand below the card's edge.
                x: -Theme.space.m
                width: parent.width + 2 * Theme.space.m
                conversation: pane.conversation
                onExportRequested: pane.exportRequested()
            }
        }
    }

    ScrollToFocus {
        flickable: flickable
        margin: Theme.space.xl
    }
}
