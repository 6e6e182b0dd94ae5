import QtQuick

QtObject {
    enum Phase { Closed, Ask, Running, Done }

    property int phase: 0
    property bool open: phase !== 0
    property string title
    property string text
    property double share: 0
    property string progressText
    property bool stopping: false
    property bool canShowResult: false
    property string errorTitle
    property string errorText
    property bool stopped: false
    property string called

    function cancel() { called = "cancel"; stopping = true; }
    function leave() { called = "leave"; phase = 0; errorTitle = ""; }
    function showResult() { called = "showResult"; }
}
