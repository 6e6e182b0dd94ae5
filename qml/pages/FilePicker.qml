import QtQuick

// The system's dialog to choose a file. It is loaded each time that it is needed: the dialogs of Qt
// bring much with them that a start would have to wait for.
//
//   pictures   only pictures can be chosen
//   saves      a new file; `suffix` is the ending that it gets
Loader {
    id: picker

    property bool pictures: false
    property bool saves: false
    property string suffix

    signal chosen(url file)

    function choose() {
        picker.setSource("FileChooser.qml", {
            pictures: picker.pictures,
            saves: picker.saves,
            suffix: picker.suffix,
            parentWindow: picker.Window.window
        });
    }
    function leave() {
        picker.source = "";
    }

    visible: false

    Connections {
        target: picker.item
        ignoreUnknownSignals: true

        function onChosen(file: url) {
            picker.leave();
            picker.chosen(file);
        }
        function onRejected() {
            picker.leave();
        }
    }
}
