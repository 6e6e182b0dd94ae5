pragma ComponentBehavior: Bound

import QtQuick
import Sotto.App
import Sotto.Behaviour
import Sotto.Components

// One row of a conversation, with the roles of MessageModel: the day and the unread line above it
// where they begin, then the message, or the line that Sotto adds.
//
//   conversation   the view-model (required)
//   sideMargin     free space at both sides, in pixels (required)
//   current        the keyboard stands here
FocusScope {
    id: entry

    required property double messageId
    required property bool own
    required property string authorName
    required property int kind
    required property string text
    required property string formatted
    required property int textFormat
    required property var parts
    required property int emojiOnly
    required property double quotedId
    required property string quotedAuthor
    required property string quotedExcerpt
    required property int messageState
    required property string stateText
    required property string timeText
    required property string fullTimeText
    required property bool edited
    required property string dayText
    required property bool isFirstOfGroup
    required property bool isLastOfGroup
    required property bool showsState
    required property bool isUnreadStart
    required property string unreadText
    required property bool highlighted
    required property string accessibleText
    required property Conversation conversation
    required property int sideMargin
    property bool current: false

    readonly property bool isText: entry.kind === MessageModel.Kind.Text

    signal menuRequested(MessageEntry entry, Item anchor, point position)

    implicitHeight: column.implicitHeight

    // An item that served before may have been left halfway through appearing.
    ListView.onReused: entry.opacity = 1

    // Deleted ones and lines have no keys of their own but the menu.
    Keys.onMenuPressed: entry.menuRequested(entry, body, Qt.point(0, body.height))
    Keys.onDeletePressed: entry.menuRequested(entry, body, Qt.point(0, body.height))

    Column {
        id: column

        width: entry.width

        OnDemand {
            width: parent.width
            active: entry.dayText.length > 0
            visible: active

            sourceComponent: DayLine {
                text: entry.dayText
            }
        }
        OnDemand {
            x: entry.sideMargin
            width: parent.width - 2 * entry.sideMargin
            active: entry.isUnreadStart
            visible: active

            sourceComponent: UnreadLine {
                text: entry.unreadText
            }
        }
        OnDemand {
            id: body

            x: entry.sideMargin
            width: parent.width - 2 * entry.sideMargin
            focus: true
            sourceComponent: entry.kind === MessageModel.Kind.Event ? event : message
        }
    }

    Component {
        id: message

        MessageBubble {
            focus: true
            plainText: entry.text
            formatted: entry.formatted
            marked: entry.textFormat === Text.RichText || entry.parts.some(part => part.textFormat === Text.RichText)
            // In the order of MessageModel.Part.
            parts: entry.parts.map(part => ({
                        kind: ["text", "code", "quote"][part.part],
                        formatted: part.formatted,
                        plain: part.text
                    }))
            own: entry.own
            author: entry.authorName
            time: entry.timeText
            fullTime: entry.fullTimeText
            // In the order of MessageModel.State.
            delivery: [MessageMeta.None, MessageMeta.Sending, MessageMeta.Sent, MessageMeta.Delivered, MessageMeta.Read, MessageMeta.NotSent][entry.messageState]
            stateText: entry.stateText
            showsMeta: entry.showsState
            edited: entry.edited
            deleted: entry.kind === MessageModel.Kind.Deleted
            joinsAbove: !entry.isFirstOfGroup
            joinsBelow: !entry.isLastOfGroup
            emojiOnly: entry.emojiOnly > 0
            quoteAuthor: entry.quotedAuthor
            quoteText: entry.quotedExcerpt
            highlighted: entry.highlighted
            current: entry.current
            canReact: false
            canReply: entry.isText && !entry.conversation.isRequest
            onLinkActivated: address => entry.conversation.askLink(address)
            onQuoteActivated: entry.conversation.jumpTo(entry.quotedId)
            onReplyRequested: entry.conversation.reply(entry.messageId)
            onRetryRequested: entry.conversation.sendAgain(entry.messageId)
            canCopy: entry.isText
            onCopyRequested: entry.conversation.copy(entry.messageId)
            onMoreRequested: (anchor, position) => entry.menuRequested(entry, anchor, position)

            Accessible.name: entry.accessibleText
        }
    }
    Component {
        id: event

        EventLine {
            text: entry.text
            time: entry.fullTimeText
            current: entry.current
        }
    }
}
