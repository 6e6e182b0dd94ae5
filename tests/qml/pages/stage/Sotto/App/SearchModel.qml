import QtQuick
import Sotto.Stage

SampleRows {
    enum Scope { All, Messages, People }
    enum Kind { Heading, Person, Message, More }

    property string query
    property int scope: SearchModel.All
    property bool active: query.length > 0
    property bool busy: false
    property int peopleCount: 0
    property int messageCount: 0
    property bool hasMore: false
    property string emptyText
    property double inConversation: 0
    property int currentHit: -1
    property string currentHitText
    property string called

    defaults: ({
            kind: 0, name: "", nameFormatted: "", initials: "", colorIndex: 0, picture: "",
            isNotes: false, verified: false, excerpt: "", timeText: "", conversationId: 0,
            messageId: 0, accessibleText: "A found message"
        })

    function fetchMoreHits() {}
    function open(row) { called = "open " + row; }
    function previous() { called = "previous"; }
    function next() { called = "next"; }
}
