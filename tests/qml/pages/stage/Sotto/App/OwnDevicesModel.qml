import QtQuick
import Sotto.Stage

SampleRows {
    enum State { Active, Waiting, Suspended, Leaving }

    defaults: ({ deviceId: "", name: "", isThis: false, detail: "", standing: 0, standingText: "", canRename: true, canRemove: true, canApprove: false, canShutOut: true, removalText: "Shut out now, it gets nothing new, and nobody takes messages from it. In 14 days it is removed and wipes itself, unless a device of yours stops that. With your twelve words it is removed at once." })

    property string pendingTitle
    property string pendingText
    property string shutOutTitle
    property string shutOutText
    property string shutOutAdvice
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
