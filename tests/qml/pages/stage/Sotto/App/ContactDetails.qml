import QtQuick
import Sotto.Stage

QtObject {
    enum Comparison { None, Match, Mismatch, NotACode, OwnCode, OtherVersion }

    property string name
    property string theirOwnName: name
    property string nickname
    property string initials
    property int colorIndex: 0
    property url picture
    property bool verified: false
    property bool isBlocked: false
    property string addedText
    property var devices: [{ added: "Added 2 March", active: true }, { added: "Added 3 November", active: true }]
    property var safetyNumber: ["03918", "55274", "60117", "82936", "41508", "77263", "90045", "31682", "25719", "64830", "18394", "50627"]
    property var safetyQr: SampleCode.of("sotto-safety-1-03918552746011782936")
    property int comparison: ContactDetails.None
    property string comparisonTitle
    property string comparisonText
    property bool busy: false
    property string called

    function loadDetails() {}
    function theyMatch() { verified = true; called = "theyMatch"; }
    function theyDiffer() { called = "theyDiffer"; comparison = ContactDetails.Mismatch; }
    function removeMark() { verified = false; }
    function compareImage(file) {}
    function compareScreen() { called = "compareScreen"; }
    function forgetComparison() { comparison = ContactDetails.None; }
    function block() { isBlocked = true; called = "block"; }
    function unblock() { isBlocked = false; }
}
