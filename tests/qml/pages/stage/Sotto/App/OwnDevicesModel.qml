import QtQuick
import Sotto.Stage

SampleRows {
    enum State { Active, Waiting, Suspended, Leaving }

    defaults: ({ deviceId: "", name: "", isThis: false, detail: "", standing: 0, standingText: "", canRename: true, canRemove: true, canApprove: false, removalText: "It is shut out at once, and wipes what it has of your messages when it next connects. You can add it again at any time with your twelve words." })

    property string pendingTitle
    property string pendingText
    property bool busy: false
    property string error
    property string called

    function checkName(name) { return name.trim().length > 0 ? "" : "A name needs at least one letter."; }
    function rename(id, name) { called = "rename " + id + " " + name; }
    function remove(id) { called = "remove " + id; }
    function approve(id) { called = "approve " + id; }
    function refresh() {}
    function forgetError() { error = ""; }
}
