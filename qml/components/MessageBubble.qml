pragma ComponentBehavior: Bound

import QtQuick
import Sotto.Native
import Sotto.Theme

// One message in a conversation. As wide as the column that it stands in; the bubble takes its place
// at the start or, for own messages, at the end.
//
// The text comes twice:
//   plainText    exactly what was written (required). For readers of the screen; never shown
//   formatted    the same as markup (required). It must be made by the program from plainText:
//                every character of what was written escaped (& < > " ' and line ends), and only
//                the program's own tags around it: b, i, s, u, br, and a with an http, https or
//                mailto address. This is the one place where text of others is read as markup; what
//                is not escaped there is a hole
//   marked       formatted holds search marks or code within a line (span), which need the slower
//                kind of text
//   parts        instead of formatted for a message with blocks: a list of objects with `kind`
//                ("text", "code" or "quote"), `formatted` (for "text" and "quote", under the rules
//                above) and `plain` (for "code", shown letter by letter; for a quote without
//                `formatted` as well)
//
//   own          written by this account
//   time, fullTime   below the bubble, and in its tool tip: "09:41", "Friday, 20 November, 09:41"
//   delivery     a MessageMeta.Delivery; stateText replaces its word
//   showsMeta    time and state stand below: at the end of a group, and where the state changes
//   edited, deleted
//   joinsAbove, joinsBelow   the neighbour belongs to the same group: small corners, small gap
//   emojiOnly    one to three emoji and nothing else: large, without a bubble
//   inGroup      in a group of people: author above the first, avatar beside the last, indented
//   author, authorInitials, authorColorIndex, authorSource   remote text; see Avatar
//   quoteAuthor, quoteText   what it answers; remote text
//   highlighted  the ring after a jump; the page takes it back after Theme.motion.highlight
//   current      the message that the keyboard stands on
//   canReact, canReply, canCopy   whether the hover bar has those buttons
//
// moreRequested() carries an item and the point in it at which a menu may open.
//
// With the keyboard: R replies, E reacts, Menu opens more, Enter on a message that was not sent
// tries again.
FocusScope {
    id: message

    required property string plainText
    required property string formatted
    property bool marked: false
    property var parts: []
    property bool own: false
    property string time
    property string fullTime
    property int delivery: MessageMeta.None
    property string stateText
    property bool showsMeta: !message.joinsBelow
    property bool edited: false
    property bool deleted: false
    property bool joinsAbove: false
    property bool joinsBelow: false
    property bool emojiOnly: false
    property bool inGroup: false
    property string author
    property string authorInitials
    property int authorColorIndex: 0
    property url authorSource
    property string quoteAuthor
    property string quoteText
    property bool highlighted: false
    property bool current: false
    property bool canReact: true
    property bool canReply: true
    property bool canCopy: false

    readonly property bool bare: message.emojiOnly && !message.deleted && message.quoteText.length === 0
    readonly property bool hasParts: message.parts.length > 0 && !message.deleted
    readonly property bool showsAuthor: message.inGroup && !message.own && !message.joinsAbove
    readonly property int indent: message.inGroup && !message.own ? Theme.size.groupIndent : 0
    readonly property int metaGap: Theme.space.xxs + Theme.size.edge
    readonly property string stateWord: message.stateText.length > 0 ? message.stateText : MessageStates.word(message.delivery)
    readonly property int gap: message.joinsAbove ? Theme.space.xxs : Theme.space.m
    readonly property real widest: Math.min(Theme.size.bubbleMax, (message.width - message.indent) * Theme.size.bubbleMaxShare)
    readonly property real widestText: message.widest - 2 * Theme.space.m
    readonly property string description: Array.of(message.own ? qsTr("You") : message.author, message.time, message.stateWord, message.edited ? qsTr("edited") : "", message.quoteText.length > 0 ? qsTr("replying to %1").arg(message.quoteAuthor) : "").filter(part => part.length > 0).join(qsTr(", ")) + qsTr(": ") + (message.deleted ? qsTr("Message deleted") : message.plainText)

    readonly property int inset: message.bare ? 0 : Theme.space.m
    readonly property real innerWidth: Math.min(message.widestText, Math.max(textItem.implicitWidth, message.wish(authorPart.item), message.wish(quote.item), message.wish(blocks.item)))
    // Where the quote and the text begin, below what stands above them.
    readonly property real quoteY: Theme.space.s + (authorPart.item ? authorPart.item.height + Theme.radius.tag : 0)
    readonly property real textY: message.bare ? 0 : message.quoteY + (quote.item ? quote.item.height + Theme.radius.tag : 0)

    signal linkActivated(string address)
    signal quoteActivated
    signal reactRequested(Item button)
    signal replyRequested
    signal copyRequested
    signal moreRequested(Item button, point position)
    signal retryRequested
    signal codeCopyRequested(string code)

    implicitWidth: Theme.size.bubbleMax
    implicitHeight: bubble.y + bubble.height + (meta.item ? meta.item.height + message.metaGap : 0)

    Accessible.role: Accessible.ListItem
    Accessible.name: message.description
    Accessible.focusable: true

    Keys.onPressed: event => event.accepted = message.take(event.key)

    // Without types: what Qt 6.4 compiles of "part ? part.x : 0" reads the wrong memory.
    function wish(part) {
        return part ? Math.ceil(part.implicitWidth) : 0;
    }
    function take(key: int): bool {
        if (key === Qt.Key_R && message.canReply)
            message.replyRequested();
        else if (key === Qt.Key_E && message.canReact)
            message.reactRequested(bubble);
        else if (key === Qt.Key_Menu)
            message.moreRequested(bubble, Qt.point(0, bubble.height));
        else if ((key === Qt.Key_Return || key === Qt.Key_Enter) && message.delivery === MessageMeta.NotSent)
            message.retryRequested();
        else
            return false;
        return true;
    }

    HoverHandler {
        id: hover

        cursorShape: textItem.overLink ? Qt.PointingHandCursor : Qt.ArrowCursor
    }
    TapHandler {
        acceptedButtons: Qt.RightButton
        onTapped: eventPoint => message.moreRequested(message, eventPoint.position)
    }

    When {
        active: message.inGroup && !message.own && !message.joinsBelow

        Avatar {
            anchors.left: message.left
            anchors.bottom: bubble.bottom
            size: Theme.size.avatarGroupMessage
            initials: message.authorInitials
            colorIndex: message.authorColorIndex
            source: message.authorSource
        }
    }

    When {
        active: message.highlighted && !message.bare

        BubbleShape {
            anchors.fill: bubble
            anchors.margins: -grow
            z: -1
            grow: Theme.size.edgeStrong
            color: Theme.color.accentText
            edgeWidth: 0
            atEnd: message.own
            joinsAbove: message.joinsAbove
            joinsBelow: message.joinsBelow
        }
    }

    BubbleShape {
        id: bubble

        x: message.own !== Theme.mirrored ? message.width - width - (Theme.mirrored ? message.indent : 0) : Theme.mirrored ? 0 : message.indent
        y: message.gap
        width: message.bare ? textItem.implicitWidth : message.innerWidth + 2 * Theme.space.m
        height: message.textY + (blocks.item ? blocks.item.implicitHeight : textItem.implicitHeight) + (message.bare ? 0 : Theme.space.s)
        hollow: message.deleted
        edgeWidth: message.deleted || Theme.highContrast && !message.bare ? Theme.size.edge : 0
        color: message.bare || message.deleted ? "transparent" : message.own ? Theme.color.mine : Theme.color.theirs
        atEnd: message.own
        joinsAbove: message.joinsAbove
        joinsBelow: message.joinsBelow

        When {
            id: authorPart

            active: message.showsAuthor

            Label {
                x: Theme.mirrored ? message.inset + message.innerWidth - width : message.inset
                y: Theme.space.s
                width: Math.min(Math.ceil(implicitWidth), message.widestText)
                text: message.author
                type: Theme.type.captionStrong
                color: Theme.avatar.text(message.authorColorIndex)
                elide: Text.ElideRight
                Accessible.ignored: true
            }
        }
        When {
            id: quote

            active: message.quoteText.length > 0 && !message.deleted

            QuoteInset {
                x: Theme.space.s
                y: message.quoteY
                width: bubble.width - 2 * Theme.space.s
                author: message.quoteAuthor
                text: message.quoteText
                own: message.own
                clickable: true
                onClicked: message.quoteActivated()
            }
        }
        MessageText {
            id: textItem

            x: message.inset
            y: message.textY
            width: message.bare ? implicitWidth : message.innerWidth
            visible: !message.hasParts
            formatted: message.deleted ? qsTr("Message deleted") : message.hasParts ? "" : message.formatted
            marked: message.marked && !message.deleted
            widest: message.widestText
            type: message.deleted ? Theme.type.bodyItalic : message.bare ? Theme.type.emojiOnly : Theme.type.body
            color: message.deleted ? Theme.color.text2 : Theme.color.text
            onLinkActivated: address => message.linkActivated(address)
        }
        When {
            id: blocks

            active: message.hasParts

            MessageParts {
                x: message.inset
                y: message.textY
                width: message.innerWidth
                parts: message.parts
                marked: message.marked
                own: message.own
                widest: message.widestText
                onLinkActivated: address => message.linkActivated(address)
                onCodeCopyRequested: code => message.codeCopyRequested(code)
            }
        }
        When {
            active: message.current

            FocusRing {
                shown: true
                cornerRadius: Theme.radius.bubble
            }
        }
    }

    When {
        id: meta

        active: message.showsMeta && (message.time.length > 0 || message.delivery !== MessageMeta.None)

        MessageMeta {
            x: message.own !== Theme.mirrored ? bubble.x + bubble.width - width - Theme.space.xs : bubble.x + Theme.space.xs
            y: bubble.y + bubble.height + message.metaGap
            time: message.time
            edited: message.edited && !message.deleted
            delivery: message.delivery
            stateText: message.stateText
            fullTime: message.fullTime
            onRetryRequested: message.retryRequested()
        }
    }

    When {
        active: (hover.hovered || message.activeFocus) && !message.deleted

        HoverBar {
            readonly property bool atRight: message.own === Theme.mirrored
            readonly property real beside: atRight ? bubble.x + bubble.width + Theme.space.s : bubble.x - width - Theme.space.s

            x: Math.max(0, Math.min(message.width - width, beside))
            y: bubble.y + Math.max(0, Math.round((Math.min(bubble.height, Theme.size.row) - height) / 2))
            canReact: message.canReact
            canReply: message.canReply
            canCopy: message.canCopy
            onReactRequested: button => message.reactRequested(button)
            onReplyRequested: message.replyRequested()
            onCopyRequested: message.copyRequested()
            onMoreRequested: button => message.moreRequested(button, Qt.point(0, button.height))
        }
    }
}
