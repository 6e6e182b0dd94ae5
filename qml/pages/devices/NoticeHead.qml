import QtQuick
import Sotto.Components
import Sotto.Pages
import Sotto.Theme

// The head of a page that says one thing: an icon on a round tile, a title, what it means.
//
//   iconName, title, text   (required)
Column {
    id: head

    required property string iconName
    required property string title
    required property string text

    Rectangle {
        anchors.horizontalCenter: parent.horizontalCenter
        width: Theme.space.huge + Theme.space.xxl
        height: width
        radius: width / 2
        color: Theme.color.warnTint
        border.width: Theme.size.edge
        border.color: Theme.color.tintEdge

        Icon {
            anchors.centerIn: parent
            name: head.iconName
            size: Theme.size.icon + Theme.space.xs
            color: Theme.color.warn
        }
    }
    Gap {
        size: Theme.space.xl
    }
    Label {
        width: parent.width
        horizontalAlignment: Text.AlignHCenter
        text: head.title
        type: Theme.type.title
        wrapMode: Text.Wrap
        Accessible.role: Accessible.AlertMessage
        Accessible.name: qsTr("%1. %2").arg(head.title).arg(head.text)
    }
    Label {
        width: parent.width
        horizontalAlignment: Text.AlignHCenter
        topPadding: Theme.space.s
        text: head.text
        color: Theme.color.text2
        wrapMode: Text.Wrap
    }
}
