import QtQuick
import Sotto.Components
import Sotto.Theme

Board {
    implicitHeight: column.implicitHeight

    Column {
        id: column

        width: parent.width
        spacing: Theme.space.l

        Composer { width: parent.width; placeholder: "Message Mira" }
        Composer { width: parent.width; placeholder: "Message Mira"; canAttach: true; canRecord: true }
        Composer { width: parent.width; placeholder: "Message Mira"; canAttach: true; text: "Twelve copies, and somebody should ask about the heating"; Component.onCompleted: focusEnd() }
        Composer { width: parent.width; placeholder: "Message Mira"; text: "I brought the book as well"; canSend: false }
        Composer { width: parent.width; placeholder: "Message Mira"; text: "A first line\nand a second one\nand a third, because the field grows with what is written into it until it scrolls"; editing: true }
        Composer { width: parent.width; placeholder: "Message Mira"; text: "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12" }
        Composer { width: parent.width; placeholder: "Message Mira"; replyAuthor: "Mira"; replyText: "Did the ferry times change?"; text: "They did" }
        PageHeader { width: parent.width; title: "Noor Haddad"; caption: "Sending is paused"; captionInk: Theme.color.dangerText; alarm: true; back: true; clickable: true; avatar: Avatar { size: Theme.size.avatarHeader; initials: "NH"; colorIndex: 1 } }
        PageHeader { width: parent.width; title: "Details"; IconButton { iconName: "close"; name: "Close" } }
        EmptyState {
            anchors.horizontalCenter: parent.horizontalCenter
            mark: true
            title: "Nobody here yet"
            text: "Send somebody an invite, or open the one you were given."
            Button { kind: Button.Primary; text: "Invite somebody"; iconName: "link" }
            Button { text: "I have an invite" }
        }
    }
}
