import QtQuick

LongTask {
    property string fileName
    property bool ready: fileName.length > 0 && App.wordEntry.complete

    function begin() { called = "begin"; }
    function chooseFile(file) { called = "chooseFile " + file; }
    function start() { called = "start"; }
}
