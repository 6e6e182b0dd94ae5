import QtQuick

QtObject {
    property string called

    function setPinned(id, pinned) { called = "setPinned " + id + " " + pinned; }
    function setMuted(id, muted) { called = "setMuted " + id + " " + muted; }
    function markRead(id) { called = "markRead " + id; }
    function markUnread(id) { called = "markUnread " + id; }
    function block(id) { called = "block " + id; }
    function remove(id) { called = "remove " + id; }
}
