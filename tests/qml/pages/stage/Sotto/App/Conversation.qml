import QtQuick

QtObject {
    id: self

    enum Hold { None, Unvouched, Forked, NumberChanged, ByPerson, AccountDeleted }
    enum Mute { Off, Hour, Day, Forever }

    property double conversationId: 1
    property string name
    property string initials
    property int colorIndex: 0
    property url picture
    property bool verified: false
    property bool isNotes: false
    property bool isRequest: false
    property bool isAsked: false
    property bool isBlocked: false
    property string requestTitle
    property string requestText
    property string caption
    property int hold: Conversation.None
    property string holdTitle
    property string holdText
    property bool typing: false
    property string typingText
    property bool pinned: false
    property int mute: Conversation.Off
    property string mutedText: "On"
    property MessageModel messages: MessageModel {}
    property Composer composer: Composer {}
    property ContactDetails contact: ContactDetails {
        name: self.name
        initials: self.initials
        colorIndex: self.colorIndex
        verified: self.verified
    }
    property int unreadCount: 0
    property int firstUnreadRow: -1
    property bool atNewest: true
    property int newestBelow: 0
    property string linkToConfirm
    property string linkHost
    property string linkWarning
    property string error
    property string called
    property int lastSeen: -1

    signal jumped(int row)
    signal gone

    function reply(id) { called = "reply " + id; }
    function copy(id) { called = "copy " + id; }
    function removeHere(id) { called = "removeHere " + id; }
    function takeBack(id) { called = "takeBack " + id; }
    function edit(id) { called = "edit " + id; }
    function editLast() { called = "editLast"; }
    function sendAgain(id) { called = "sendAgain " + id; }
    function jumpTo(id) { called = "jumpTo " + id; }
    function jumpToNewest() { called = "jumpToNewest"; newestBelow = 0; jumped(0); }
    function seen(row) { lastSeen = row; }
    function askLink(link) { linkToConfirm = link; linkHost = "ferry.example"; }
    function openConfirmedLink() { called = "openLink"; linkToConfirm = ""; }
    function copyConfirmedLink() { called = "copyLink"; }
    function dismissLink() { linkToConfirm = ""; }
    function dismissError() { error = ""; }
    function accept() { called = "accept"; }
    function decline() { called = "decline"; }
    function block() { called = "block"; }
    function unblock() { called = "unblock"; }
    function remove() { called = "remove"; }
    function pauseSending() { called = "pauseSending"; }
    function goOn() { called = "goOn"; }
    function checkAgain() { called = "checkAgain"; }
}
