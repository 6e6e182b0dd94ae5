import QtQuick
import Sotto.App

// The first page with its view-model.
FocusScope {
    focus: true

    FirstRunPage {
        anchors.fill: parent
        focus: true
        firstRun: App.firstRun
        onPictureRequested: picker.choose()
    }
    FilePicker {
        id: picker

        pictures: true
        onChosen: file => App.firstRun.choosePicture(file)
    }
}
