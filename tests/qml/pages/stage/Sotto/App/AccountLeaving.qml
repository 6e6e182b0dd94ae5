import QtQuick

QtObject {
    enum Phase { Closed, Explain, AskWords, Checking, Telling, Erasing }

    property int phase: 0
    property bool open: phase >= 1 && phase <= 3
    property string title: ["", "Delete your account", "Enter your twelve words", "Checking your words", "Deleting your account", "Deleting your account"][phase]
    property string text: ["", "It cannot be undone, not even with your twelve words.", "So that nobody else deletes it. After this they open nothing any more.", "Nothing is deleted yet.", "You can close Sotto. It goes on with the next start.", "You can close Sotto. It goes on with the next start."][phase]
    property bool needsWords: true
    property bool tellContacts: true
    property string errorTitle
    property string errorText
    property var stepTexts: ["Telling the people you talk to, and your other devices", "Removing everything from the relay", "Wiping this computer"]
    property int stepIndex: phase === 5 ? 1 : 0
    property string troubleTitle
    property string troubleText
    property bool endedElsewhere: false
    property string called

    signal wordsTyped

    function begin() { called = "begin"; }
    function goOn() { called = "goOn"; phase = 2; }
    function start() { called = "start"; }
    function goBack() { called = "goBack"; phase = Math.max(0, phase - 1); }
    function stopWaiting() { called = "stopWaiting"; }
}
