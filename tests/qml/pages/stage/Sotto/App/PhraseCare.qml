import QtQuick

QtObject {
    enum Task { Nothing, Check, Replace, ReplaceSlowly, SetWaits, Stop }
    enum Phase { Idle, AskWords, Question, Busy, Right, NewWords, Done }

    property bool available: true
    property bool canReplaceSlowly: true
    property int task: 0
    property int phase: 0
    property bool newDeviceWaits: false
    property string title
    property string text
    property string errorTitle
    property string errorText
    property string called

    function begin(what) { called = "begin " + what; }
    function setNewDeviceWaits(on) { called = "setNewDeviceWaits " + on; }
    function submit() { called = "submit"; }
    function withoutWords() { called = "withoutWords"; }
    function leave() { task = 0; phase = 0; }
}
