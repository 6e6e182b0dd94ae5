import QtQuick

// The system's dialog to choose a file. It is loaded each time that it is needed: the dialogs of Qt
// bring much with them that a start would have to wait for.
//
//   pictures   only pictures can be chosen
//   saves      a new file; `suffix` is the ending that it gets, `suggested` its first name
//   folders    a folder instead of a file
//   title      of the dialog; there is one for pictures and for new files
Loader {
    id: picker

    property bool pictures: false
    property bool saves: false
    property bool folders: false
    property string suffix
    property url suggested
    property string title: picker.pictures ? qsTr("Choose a picture") : picker.saves ? qsTr("Save") : ""

    signal chosen(url file)

    function choose() {
        const window = {
            title: picker.title,
            parentWindow: picker.Window.window
        };
        const file = {
            pictures: picker.pictures,
            saves: picker.saves,
            suffix: picker.suffix
        };
        const first = String(picker.suggested).length > 0 ? {
            selectedFile: picker.suggested
        } : {};
        picker.setSource(picker.folders ? "FolderChooser.qml" : "FileChooser.qml", picker.folders ? window : Object.assign(file, first, window));
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
