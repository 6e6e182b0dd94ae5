import QtQuick

QtObject {
    property bool waiting: false
    property bool ready: false
    property bool unwritten: false
    property bool endedElsewhere: false
    property string title
    property string text
    property bool busy: false
    property string error
    property string called

    function stop() { called = "stop"; }
    function forget() { endedElsewhere = false; error = ""; }
    function refresh() {}
}
