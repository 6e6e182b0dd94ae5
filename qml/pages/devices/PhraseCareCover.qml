import QtQuick
import Sotto.App
import Sotto.Pages

// What is done with the twelve words later, with its view-models.
FocusScope {
    id: cover

    readonly property bool isAlarm: App.alarm.shown && App.alarm.phase === Alarm.Phase.AskWords

    focus: true

    PhraseCarePage {
        anchors.fill: parent
        focus: true
        care: App.phraseCare
        entry: App.wordEntry
        words: App.words
        isAlarm: cover.isAlarm
        offline: App.network.offline
        onWithoutWordsRequested: App.alarm.withoutWords()
        onClosed: cover.isAlarm ? App.alarm.close() : App.phraseCare.leave()
        onSaveRequested: picker.choose()
    }
    FilePicker {
        id: picker

        saves: true
        suffix: "pdf"
        onChosen: file => App.words.savePdf(file)
    }
}
