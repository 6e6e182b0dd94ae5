import QtQuick
import Sotto.App
import Sotto.Components
import Sotto.Theme

// The bar above a conversation; a click on it opens the details.
//
//   conversation   the view-model (required)
//   narrow         a button that leads back to the list
PageHeader {
    id: header

    required property Conversation conversation
    property bool narrow: false
    property bool detailsShown: false

    readonly property bool paused: header.conversation.hold !== Conversation.Hold.None

    signal detailsRequested
    signal findRequested
    signal exportRequested

    title: header.conversation.name
    caption: header.conversation.typing ? header.conversation.typingText : header.conversation.caption
    captionInk: header.paused ? Theme.color.dangerText : header.conversation.typing ? Theme.color.accentText : Theme.color.text2
    back: header.narrow
    verified: header.conversation.verified
    alarm: header.paused
    clickable: !header.conversation.isNotes
    onOpened: header.detailsRequested()

    avatar: Avatar {
        size: Theme.size.avatarHeader
        initials: header.conversation.initials
        colorIndex: header.conversation.colorIndex
        source: header.conversation.picture
        iconName: header.conversation.isNotes ? "edit" : ""
    }

    IconButton {
        visible: !header.conversation.isRequest
        iconName: "search"
        name: qsTr("Find in this conversation")
        shortcut: qsTr("Ctrl+F")
        onClicked: header.findRequested()
    }
    IconButton {
        id: moreButton

        visible: !header.conversation.isRequest
        iconName: "more"
        name: qsTr("More")
        checked: menu.visible
        onClicked: menu.open()

        ConversationMenu {
            id: menu

            x: Theme.mirrored ? 0 : moreButton.width - width
            y: moreButton.height + Theme.space.xs
            conversation: header.conversation
            onDetailsRequested: header.detailsRequested()
            onExportRequested: header.exportRequested()
        }
    }
}
