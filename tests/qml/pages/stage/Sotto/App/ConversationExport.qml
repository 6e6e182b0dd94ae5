import QtQuick

LongTask {
    enum Format { Pages, Data }

    property int format: 0

    function begin(id, name) { called = "begin " + id + " " + name; }
    function beginNotes(id) { called = "beginNotes " + id; }
    function beginAll() { called = "beginAll"; }
    function start(folder) { called = "start " + folder; }
}
