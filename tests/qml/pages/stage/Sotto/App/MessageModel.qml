import QtQuick
import Sotto.Stage

SampleRows {
    enum Kind { Text, Deleted, Event }
    enum State { None, Waiting, Sent, Delivered, Read, Failed }
    enum Part { Text, Code, Quote }

    property bool loaded: true
    property bool hasOlder: false
    property bool hasNewer: false
    property int fetched: 0

    defaults: ({
            messageId: 0, position: 0, own: false, authorName: "", kind: 0, text: "", formatted: "",
            textFormat: Text.StyledText, parts: [], emojiOnly: 0, quotedId: 0, quotedAuthor: "",
            quotedExcerpt: "", messageState: 0, stateText: "", timeText: "", fullTimeText: "",
            edited: false, dayText: "", isFirstOfGroup: true, isLastOfGroup: true,
            showsState: true, isUnreadStart: false, unreadText: "", highlighted: false,
            accessibleText: "A message"
        })

    function fetchOlder() { fetched += 1; }
    function fetchNewer() { fetched += 1; }
}
