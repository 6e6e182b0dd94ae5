import QtQuick
import Sotto.Components
import Sotto.Theme

// Somebody who is blocked, with the roles of BlockedListModel.
Item {
    id: row

    required property double contactId
    required property string name
    required property string initials
    required property int colorIndex
    required property url picture

    signal unblockRequested

    implicitHeight: Math.max(Theme.size.row, label.implicitHeight + 2 * Theme.space.s)

    Accessible.role: Accessible.ListItem
    Accessible.name: row.name

    Avatar {
        id: avatar

        anchors.left: parent.left
        anchors.leftMargin: Theme.space.m
        anchors.verticalCenter: parent.verticalCenter
        initials: row.initials
        colorIndex: row.colorIndex
        source: row.picture
    }
    Label {
        id: label

        anchors.left: avatar.right
        anchors.leftMargin: Theme.space.m
        anchors.right: button.left
        anchors.rightMargin: Theme.space.m
        anchors.verticalCenter: parent.verticalCenter
        text: row.name
        elide: Text.ElideRight
        Accessible.ignored: true
    }
    Button {
        id: button

        anchors.right: parent.right
        anchors.rightMargin: Theme.space.m
        anchors.verticalCenter: parent.verticalCenter
        text: qsTr("Unblock")
        Accessible.name: qsTr("Unblock %1").arg(row.name)
        onClicked: row.unblockRequested()
    }
}
