import QtQuick

QtObject {
    property string defaultRelay: "relay.sotto.example"
    property string relayText
    property string relayError
    property url picture
    property string pictureError
    property bool busy: false
    property string error
    property string started

    function checkName(name) { return ""; }
    function choosePicture(file) { picture = file; }
    function clearPicture() { picture = ""; }
    function start(name) { started = name; }
}
