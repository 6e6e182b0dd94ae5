import QtQuick
import Sotto.App
import Sotto.Components

// One conversation of the list, with the roles of ConversationListModel.
//
//   chosen    the conversation that is open shows as chosen
//   current   the keyboard stands here
//   marked    shows as chosen whatever is open: what Enter would take
Item {
    id: entry

    required property double conversationId
    required property string name
    required property string initials
    required property int colorIndex
    required property url picture
    required property bool isGroup
    required property bool isNotes
    required property bool isRequest
    required property bool verified
    required property bool muted
    required property bool pinned
    required property bool selected
    required property int unread
    required property string timeText
    required property string preview
    required property int previewKind
    required property int previewState
    required property string accessibleText
    property bool chosen: true
    property bool current: false
    property bool marked: false

    signal clicked
    signal menuRequested(point position)

    // Below the row's middle, where the keyboard asks for it.
    function askMenu() {
        entry.menuRequested(Qt.point(row.width / 2, row.height));
    }

    implicitHeight: row.implicitHeight

    ConversationRow {
        id: row

        width: entry.width
        focusPolicy: Qt.NoFocus
        name: entry.accessibleText
        title: entry.name
        time: entry.timeText
        preview: entry.preview
        // In the order of ConversationListModel.PreviewKind.
        rowState: [ConversationRow.Plain, ConversationRow.Draft, ConversationRow.Typing, ConversationRow.Plain, ConversationRow.Request, ConversationRow.Plain, ConversationRow.Plain][entry.previewKind]
        unread: entry.unread
        muted: entry.muted
        pinned: entry.pinned
        verified: entry.verified
        group: entry.isGroup
        // In the order of ConversationListModel.PreviewState.
        deliveryIcon: ["", "clock", "check", "double-check", "double-check", "alert"][entry.previewState]
        deliveryRead: entry.previewState === ConversationListModel.PreviewState.Read
        initials: entry.initials
        colorIndex: entry.colorIndex
        avatarSource: entry.picture
        avatarIcon: entry.isNotes ? "edit" : ""
        selected: entry.marked || entry.chosen && entry.selected
        current: entry.current
        onClicked: entry.clicked()
        onMenuRequested: position => entry.menuRequested(position)
    }
}
