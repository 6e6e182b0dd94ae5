import QtQuick

QtObject {
    property string text
    property bool canSend: true
    property string limitText
    property string errorTitle
    property string errorText
    property bool holdsPhrase: false
    property bool isReplying: false
    property string quotedAuthor
    property string quotedExcerpt
    property bool isEditing: false
    property string called

    function send() { called = "send"; text = ""; }
    function cancel() { called = "cancel"; isEditing = false; quotedAuthor = ""; quotedExcerpt = ""; }
    function removePhrase() { called = "removePhrase"; text = ""; errorTitle = ""; errorText = ""; holdsPhrase = false; }
}
