pragma ComponentBehavior: Bound

import QtQuick
import Sotto.App
import Sotto.Behaviour
import Sotto.Components
import Sotto.Theme

// One conversation: its bar, its messages, and where one writes.
//
//   conversation, search, emoji, settings   the view-models (required)
//   narrow          a button that leads back to the list
//   windowActive    what is seen now is read
FocusScope {
    id: page

    required property Conversation conversation
    required property SearchModel search
    required property EmojiModel emoji
    required property Settings settings
    property bool narrow: false
    property bool windowActive: true
    property bool detailsShown: false

    readonly property bool finding: page.search.inConversation !== 0
    readonly property bool paused: page.conversation.hold !== Conversation.Hold.None

    signal backRequested
    signal detailsRequested
    signal exportRequested

    function find() {
        page.search.inConversation = page.conversation.conversationId;
        findBar.item?.focusField();
    }
    function leaveFinding() {
        page.search.inConversation = 0;
        page.search.query = "";
        page.focusComposer();
    }
    function focusComposer() {
        bottom.item?.forceActiveFocus(Qt.OtherFocusReason);
    }

    Accessible.role: Accessible.Pane
    Accessible.name: page.conversation.name

    Keys.onEscapePressed: page.finding ? page.leaveFinding() : page.backRequested()

    Rectangle {
        anchors.fill: parent
        color: Theme.color.window
    }

    ConversationHeader {
        id: header

        width: parent.width
        conversation: page.conversation
        narrow: page.narrow
        detailsShown: page.detailsShown
        onBackRequested: page.backRequested()
        onDetailsRequested: page.detailsRequested()
        onFindRequested: page.find()
        onExportRequested: page.exportRequested()
    }

    OnDemand {
        id: findBar

        anchors.top: header.bottom
        width: parent.width
        active: page.finding
        height: active ? implicitHeight : 0

        sourceComponent: FindBar {
            search: page.search
            onClosed: page.leaveFinding()
            Component.onCompleted: focusField()
        }
    }

    MessageList {
        id: messages

        anchors.top: findBar.bottom
        anchors.bottom: notices.top
        width: parent.width
        conversation: page.conversation
        narrow: page.narrow
        windowActive: page.windowActive
    }

    // Scrolls where large text in a small window would leave no room for the messages.
    Flickable {
        id: notices

        anchors.bottom: line.top
        width: parent.width
        height: Math.min(noticeColumn.height, Math.round(page.height / 2))
        contentHeight: noticeColumn.height
        boundsBehavior: Flickable.StopAtBounds
        interactive: contentHeight > height
        clip: interactive

        ConversationNotices {
            id: noticeColumn

            width: notices.width
            conversation: page.conversation
            sideMargin: messages.sideMargin
            onDetailsRequested: page.detailsRequested()
        }
    }

    Hairline {
        id: line

        anchors.bottom: bottom.top
        width: parent.width
    }

    OnDemand {
        id: bottom

        anchors.bottom: parent.bottom
        width: parent.width
        focus: true
        sourceComponent: page.conversation.isRequest ? request : page.conversation.isBlocked ? blocked : composer
    }

    Component {
        id: composer

        ComposerPane {
            conversation: page.conversation
            emoji: page.emoji
            sendWithEnter: page.settings.enterSends
            paused: page.paused
            onMessagesRequested: messages.focusNewest()
        }
    }
    Component {
        id: request

        RequestPanel {
            conversation: page.conversation
        }
    }
    Component {
        id: blocked

        BlockedPanel {
            conversation: page.conversation
        }
    }

    OnDemand {
        id: linkDialog

        active: page.conversation.linkToConfirm.length > 0

        sourceComponent: LinkDialog {
            conversation: page.conversation
            Component.onCompleted: open()
        }
    }
}
