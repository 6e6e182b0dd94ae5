import QtQuick

LongTask {
    property bool lacksWords: false
    property url suggestedFile: "file:///tmp/Sotto 2026-11-22.sotto-backup"

    function begin() { called = "begin"; }
    function start(file) { called = "start " + file; }
}
