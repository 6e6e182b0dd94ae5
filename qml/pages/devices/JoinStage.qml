import QtQuick
import Sotto.App
import Sotto.Pages

// The page that takes twelve words on a new computer, with its view-models.
FocusScope {
    focus: true

    JoinPage {
        anchors.fill: parent
        focus: true
        link: App.linkPage
        words: App.wordEntry
        onImageRequested: picker.choose()
    }
    FilePicker {
        id: picker

        pictures: true
        onChosen: file => App.linkPage.readRelayFromImage(file)
    }
}
