import QtQuick
import Sotto.Components
import Sotto.Theme

Board {
    id: board

    Rectangle {
        id: sidebar

        anchors.left: parent.left
        width: Theme.size.sidebar
        height: parent.height
        color: Theme.color.sidebar

        Item {
            id: top

            width: parent.width
            height: Theme.size.headerHeight

            Avatar { id: me; anchors.left: parent.left; anchors.leftMargin: Theme.space.m; anchors.verticalCenter: parent.verticalCenter; size: Theme.size.avatarSelf; initials: "EK"; colorIndex: 7 }
            SearchField { anchors.left: me.right; anchors.right: add.left; anchors.margins: Theme.space.s; anchors.verticalCenter: parent.verticalCenter }
            IconButton { id: add; anchors.right: parent.right; anchors.rightMargin: Theme.space.m; anchors.verticalCenter: parent.verticalCenter; iconName: "new-chat"; name: "New chat" }
        }
        SampleList { anchors.top: top.bottom; x: Theme.size.listGap; anchors.topMargin: Theme.space.xs; width: parent.width - 2 * Theme.size.listGap }
        Hairline { anchors.right: parent.right; height: parent.height; vertical: true }
    }
    Item {
        anchors.left: sidebar.right
        anchors.right: parent.right
        height: parent.height

        PageHeader {
            id: header

            width: parent.width
            title: "Mira Lindqvist"
            caption: "Messages disappear after 4 weeks"
            verified: true
            clickable: true
            avatar: Avatar { size: Theme.size.avatarHeader; initials: "ML"; colorIndex: 6 }

            IconButton { iconName: "search"; name: "Search" }
            IconButton { iconName: "more"; name: "More" }
        }
        SampleConversation {
            anchors.bottom: line.top
            anchors.bottomMargin: Theme.space.m
            x: Theme.space.xxl
            width: parent.width - 2 * Theme.space.xxl
        }
        Hairline { id: line; anchors.bottom: composer.top; width: parent.width }
        Composer { id: composer; anchors.bottom: parent.bottom; width: parent.width; placeholder: "Message Mira"; canAttach: true; canRecord: true }
    }
}
