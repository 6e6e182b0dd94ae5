import QtQuick
import Sotto.Components
import Sotto.Theme

// Stands where a conversation would: nobody is there yet, or none is open.
//
//   nobody   no conversation exists
Rectangle {
    id: page

    required property bool nobody
    property bool busy: false
    property string error

    signal inviteRequested
    signal openInviteRequested

    color: Theme.color.window

    EmptyState {
        anchors.centerIn: parent
        width: Math.min(implicitWidth, parent.width - 2 * Theme.space.xxl)
        mark: true
        title: page.nobody ? qsTr("Nobody here yet") : qsTr("Choose a conversation")
        text: page.nobody ? qsTr("Send somebody an invite, or open the one you were given.") : qsTr("Or bring somebody new in.")

        Button {
            iconName: "link"
            kind: page.nobody ? Button.Primary : Button.Secondary
            text: qsTr("Invite somebody")
            busy: page.busy
            onClicked: page.inviteRequested()
        }
        Button {
            text: qsTr("I have an invite")
            onClicked: page.openInviteRequested()
        }
    }

    Label {
        anchors.horizontalCenter: parent.horizontalCenter
        anchors.bottom: parent.bottom
        anchors.bottomMargin: Theme.space.huge
        width: Math.min(implicitWidth, parent.width - 2 * Theme.space.xxl)
        visible: page.error.length > 0
        text: page.error
        type: Theme.type.label
        color: Theme.color.dangerText
        wrapMode: Text.Wrap
        Accessible.role: Accessible.AlertMessage
        Accessible.name: text
    }
}
