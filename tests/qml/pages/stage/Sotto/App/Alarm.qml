import QtQuick

QtObject {
    enum Kind { DeviceAdded, WordsUsed, RemovalAsked, WordsReplacing }
    enum Phase { Question, ShuttingOut, AskWords, WithoutWords, Done }

    property bool shown: false
    property int kind: 0
    property int phase: 0
    property string deviceName: "Elin’s new laptop"
    property string detail: "Added today at 09:58. The name was chosen on that device."
    property string title: "A new device was added to your account"
    property string text: "Somebody typed your twelve words on it. It can read along and write as you."
    property string keepTitle: "This was me"
    property string keepText: "You set up this device yourself, just now. Nothing changes, and this notice goes away on all your devices."
    property string keepButton: "Keep the device"
    property string removeTitle: "This was not me"
    property string removeText: "Sotto shuts the device out at once. Then it asks for your twelve words and gives you new ones; the old ones stop working."
    property string removeButton: "Remove it now"
    property string doubtText: "Not sure? Remove it. You can add the device again at any time."
    property bool canReplace: true
    property bool busy: false
    property string error
    property string called

    function wasMe() { called = "wasMe"; }
    function wasNotMe() { called = "wasNotMe"; }
    function withoutWords() { called = "withoutWords"; }
    function withWords() { called = "withWords"; }
    function close() { called = "close"; shown = false; }
}
