import QtQuick
import Sotto.Theme

// A conversation in the list, or a request, an invite that waits, or a found message.
//
//   title           the person's or group's name, remote text (required)
//   time            short, already in words: "09:52", "Yesterday" (required)
//   preview         the last message in one line, remote text (required)
//   rowState        ConversationRow.Plain, Typing, Draft, Request, Invite, Paused: what stands in the
//                   second line. Draft puts the word before the preview; Typing and Paused show
//                   their own word; the others show the preview
//   unread          count; 0 is read
//   muted, pinned, verified, group
//   alarm           sending is paused: a red shield beside the name
//   deliveryIcon    icon before the preview: "check", "double-check", "clock", "alert", or of what
//                   the message is: "image", "mic", "file"; empty for none
//   deliveryRead    that icon in the accent: read
//   initials, colorIndex, avatarSource, avatarIcon   see Avatar
//   formattedTitle, formattedPreview   with search marks; made by the program from plain text, every
//                   character of remote text escaped. Used when not empty
//   description     what a reader of the screen says; by default made from all of the above
//
// A long press asks for the menu as well.
ListRow {
    id: row

    enum RowState {
        Plain,
        Typing,
        Draft,
        Request,
        Invite,
        Paused
    }

    required property string title
    required property string time
    required property string preview
    property int rowState: ConversationRow.Plain
    property int unread: 0
    property bool muted: false
    property bool pinned: false
    property bool verified: false
    property bool group: false
    property bool alarm: row.rowState === ConversationRow.Paused
    property string deliveryIcon
    property bool deliveryRead: false
    property string initials
    property int colorIndex: 0
    property url avatarSource
    property string avatarIcon
    property string formattedTitle
    property string formattedPreview

    readonly property bool isUnread: row.unread > 0
    readonly property bool plain: row.rowState !== ConversationRow.Typing && row.rowState !== ConversationRow.Paused
    readonly property string secondLine: row.rowState === ConversationRow.Typing ? qsTr("Typing…") : row.rowState === ConversationRow.Paused ? qsTr("Sending is paused") : row.preview
    readonly property string description: Array.of(row.title, row.verified ? qsTr("verified") : "", row.pinned ? qsTr("pinned") : "", row.muted ? qsTr("muted") : "", row.isUnread ? qsTr("%Ln unread", "", row.unread) : "", row.rowState === ConversationRow.Draft ? qsTr("draft") : "", row.secondLine, row.time).filter(part => part.length > 0).join(qsTr(", "))

    name: row.description

    // A finger has no right button.
    onPressAndHold: row.menuRequested(Qt.point(row.pressX, row.pressY))

    contentItem: Item {
        implicitHeight: Math.max(picture.height, lines.implicitHeight)

        Avatar {
            id: picture

            anchors.left: parent.left
            anchors.verticalCenter: parent.verticalCenter
            initials: row.initials
            colorIndex: row.colorIndex
            source: row.avatarSource
            group: row.group
            iconName: row.rowState === ConversationRow.Invite ? "link" : row.avatarIcon
            pending: row.rowState === ConversationRow.Invite
        }

        Column {
            id: lines

            anchors.left: picture.right
            anchors.leftMargin: row.spacing
            anchors.right: parent.right
            anchors.verticalCenter: parent.verticalCenter
            spacing: Theme.space.xxs

            Item {
                width: parent.width
                height: nameLabel.height

                Label {
                    id: nameLabel

                    readonly property real room: parent.width - timeLabel.width - Theme.space.s - (signs.width > 0 ? signs.width + signs.anchors.leftMargin : 0)

                    anchors.left: parent.left
                    width: Math.min(implicitWidth, room)
                    text: row.formattedTitle.length > 0 ? row.formattedTitle : row.title
                    textFormat: row.formattedTitle.length > 0 ? Text.RichText : Text.PlainText
                    type: row.isUnread ? Theme.type.bodyStrong : Theme.type.bodyMedium
                    height: type.lineHeight
                    elide: Text.ElideRight
                    clip: textFormat === Text.RichText
                    Accessible.ignored: true
                }
                Row {
                    id: signs

                    anchors.left: nameLabel.right
                    anchors.leftMargin: Theme.space.xs
                    anchors.verticalCenter: nameLabel.verticalCenter
                    spacing: Theme.space.xxs

                    Icon {
                        visible: row.alarm
                        name: "shield-alert"
                        size: Theme.size.iconTiny
                        color: Theme.color.dangerText
                    }
                    Icon {
                        visible: row.verified && !row.alarm
                        name: "shield-verified"
                        size: Theme.size.iconTiny
                        color: Theme.color.good
                    }
                    Icon {
                        visible: row.pinned
                        name: "pin"
                        size: Theme.size.iconTiny
                    }
                    Icon {
                        visible: row.muted
                        name: "bell-off"
                        size: Theme.size.iconTiny
                    }
                }
                Label {
                    id: timeLabel

                    anchors.right: parent.right
                    anchors.verticalCenter: nameLabel.verticalCenter
                    text: row.time
                    type: Theme.type.caption
                    color: Theme.color.text2
                    Accessible.ignored: true
                }
            }

            Item {
                width: parent.width
                height: secondLabel.height

                Icon {
                    id: sign

                    anchors.left: parent.left
                    anchors.verticalCenter: parent.verticalCenter
                    visible: row.plain && row.deliveryIcon.length > 0
                    name: row.deliveryIcon
                    size: Theme.size.iconSmall
                    color: row.deliveryIcon === "alert" ? Theme.color.dangerText : row.deliveryRead ? Theme.color.accentText : Theme.color.text2
                }
                Label {
                    id: draftLabel

                    anchors.left: parent.left
                    visible: row.rowState === ConversationRow.Draft
                    text: qsTr("Draft")
                    type: Theme.type.previewMedium
                    color: Theme.color.accentText
                    Accessible.ignored: true
                }
                Label {
                    id: secondLabel

                    anchors.left: sign.visible ? sign.right : draftLabel.visible ? draftLabel.right : parent.left
                    anchors.leftMargin: sign.visible ? Theme.space.s - Theme.space.xxs : draftLabel.visible ? Math.round(Theme.space.xs * Theme.textScale) : 0
                    anchors.right: badge.visible ? badge.left : parent.right
                    anchors.rightMargin: badge.visible ? Theme.space.s : 0
                    text: row.plain && row.formattedPreview.length > 0 ? row.formattedPreview : row.secondLine
                    textFormat: row.plain && row.formattedPreview.length > 0 ? Text.RichText : Text.PlainText
                    type: row.rowState === ConversationRow.Typing ? Theme.type.previewMedium : Theme.type.preview
                    color: row.rowState === ConversationRow.Typing ? Theme.color.accentText : row.rowState === ConversationRow.Paused ? Theme.color.dangerText : row.isUnread ? Theme.color.text : Theme.color.text2
                    height: type.lineHeight
                    elide: Text.ElideRight
                    clip: textFormat === Text.RichText
                    // What does not fit is cut at its end, whichever way it reads.
                    horizontalAlignment: clip && implicitWidth > width ? undefined : Text.AlignLeft
                    Accessible.ignored: true
                }
                Badge {
                    id: badge

                    anchors.right: parent.right
                    anchors.verticalCenter: parent.verticalCenter
                    count: row.unread
                    muted: row.muted
                }
            }
        }
    }
}
