import QtQuick
import Sotto.App

// The twelve words, with their view-model.
FocusScope {
    id: cover

    focus: true

    property alias confirming: page.confirming

    signal closed

    WordsPage {
        id: page

        anchors.fill: parent
        focus: true
        words: App.words
        onClosed: cover.closed()
        onSaveRequested: picker.choose()
    }
    FilePicker {
        id: picker

        saves: true
        suffix: "pdf"
        onChosen: file => App.words.savePdf(file)
    }
}
