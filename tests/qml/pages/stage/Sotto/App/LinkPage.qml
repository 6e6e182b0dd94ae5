import QtQuick

QtObject {
    enum Step { Words, Deriving, Looking, Opening, Joining, Failed }

    property bool open: false
    property int step: 0
    property bool running: step > 0 && step < 5
    property var stepTexts: ["Working out what your words open", "Looking for your account", "Checking all that was found", "Adding this device"]
    property int stepIndex: step - 1
    property bool canCancel: running && step !== 4
    property string stepNote
    property string relayHost: "relay.sotto.example"
    property string relayText
    property string relayError
    property bool relayBusy: false
    property string deviceName: "Elin’s new laptop"
    property string deviceNameError
    property string errorTitle
    property string errorText
    property bool offersRelay: false
    property bool offersPassphrase: false
    property bool offersRetry: false
    property bool offersNewWords: false
    property int waitSeconds: 0
    property string called

    signal wordsTyped

    function show() { open = true; }
    function leave() { open = false; }
    function start(passphrase) { called = "start " + passphrase; }
    function cancel() { step = 0; }
    function readRelayFromImage(file) {}
    function pasteRelay() { called = "pasteRelay"; }
}
