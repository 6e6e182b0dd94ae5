import QtQuick
import Sotto.Stage

SampleRows {
    enum PreviewKind { Text, Draft, Typing, Event, Request, Asked, Nothing }
    enum PreviewState { None, Waiting, Sent, Delivered, Read, Failed }

    property bool loaded: true

    defaults: ({
            conversationId: 0, contactId: 0, name: "", initials: "", colorIndex: 0, picture: "",
            isGroup: false, isNotes: false, isRequest: false, isAsked: false, verified: false,
            muted: false, pinned: false, selected: false, unread: 0, isUnread: false, timeText: "",
            preview: "", previewKind: 0, previewState: 0, accessibleText: "A conversation"
        })
}
