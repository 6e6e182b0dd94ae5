import QtQuick
import Sotto.Stage

SampleRows {
    defaults: ({ number: 0, word: "", isKnown: false, isWrong: false, completedWord: "" })

    property int current: 0
    property var suggestions: []
    property int chosen: 0
    property string typed
    property int filled: 0
    property bool complete: false
    property string problemTitle
    property string problemText
    property string fix
    property string called

    signal finished

    // Fields that hold these words.
    function fill(words) {
        rows = Array.from({ length: 12 }, (nothing, i) => ({ number: i + 1, word: words[i] ?? "" }));
        filled = words.filter(word => word.length > 0).length;
        current = Math.min(11, words.length);
        complete = filled === 12;
        suggestions = [];
        typed = "";
        problemTitle = "";
        problemText = "";
        fix = "";
    }
    function setText(field, text) { called = "setText " + field + " " + text; }
    function paste(field) { called = "paste " + field; return true; }
    function takeSuggestion() { called = "takeSuggestion"; }
    function takeSuggestionAt(index) { called = "takeSuggestionAt " + index; }
    function choose(step) { called = "choose " + step; }
    function moveOn() { current = Math.min(11, current + 1); }
    function moveBack() { current = Math.max(0, current - 1); }
    function leave(field) {}
    function useFix() { called = "useFix"; }
    function clear() { fill([]); called = "clear"; }
}
