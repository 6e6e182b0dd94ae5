import QtQuick

QtObject {
    enum Task { Nothing, Check, Replace, SetWaits, Stop, Remove, Lose, Finish }
    enum Phase { Idle, Explain, AskWords, Busy, Right, NewWords, Done }

    property bool available: true
    property bool canReplace: true
    property string replaceHint: "With the old words: new ones at once, and the old ones open nothing any more."
    property int task: 0
    property int phase: 0
    property bool newDeviceWaits: false
    property string title
    property string text
    // In the order of Task.
    readonly property string submitText: ["", "Check the words", "Make new words", "Change this", "Stop it", "Remove device", "Make new words", "Put them into force"][task]
    property string errorTitle
    property string errorText
    property string called

    function begin(what) { called = "begin " + what; }
    function setNewDeviceWaits(on) { called = "setNewDeviceWaits " + on; }
    function goOn() { called = "goOn"; }
    function showLost() { called = "showLost"; }
    function submit() { called = "submit"; }
    function removeDevice(id, name) { called = "removeDevice " + id + " " + name; }
    function leave() { task = 0; phase = 0; }
}
