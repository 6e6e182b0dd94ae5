import QtQuick

QtObject {
    enum State { None, Shown, Confirmed }

    property int state: 0
    property bool offer: false
    property bool busy: false
    property string error
    property var words: []
    property var challenge: [3, 7, 12]
    property string confirmError

    signal confirmed

    function show() { words = ["velvet", "oyster", "summer", "garlic", "timber", "coral", "harvest", "window", "pilot", "island", "ladder", "gentle"]; }
    function hide() { words = []; }
    function later() { offer = false; }
    function confirm(typed) { confirmError = "These are not the words that were asked for. Compare them with your paper."; return false; }
    function savePdf(file) {}
}
