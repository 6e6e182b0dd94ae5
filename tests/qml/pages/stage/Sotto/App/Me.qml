import QtQuick

QtObject {
    property string name: "Elin Kask"
    property string initials: "EK"
    property int colorIndex: 7
    property url picture
    property string accountId
    property bool busy: false
    property string error

    function setName(text) { name = text; }
    function choosePicture(file) {}
    function clearPicture() {}
}
