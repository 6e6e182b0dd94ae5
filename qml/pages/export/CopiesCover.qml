pragma ComponentBehavior: Bound

import QtQuick
import Sotto.App
import Sotto.Behaviour
import Sotto.Pages

// Export, backup, and the taking in of one, with their view-models.
FocusScope {
    id: cover

    signal wordsRequested

    function showWords() {
        cover.wordsRequested();
        App.backupMaking.leave();
    }

    focus: true

    OnDemand {
        anchors.fill: parent
        focus: true
        sourceComponent: App.conversationExport.open ? exporting : App.backupMaking.open ? making : App.backupTaking.open ? taking : null
    }
    Component {
        id: exporting

        ExportPage {
            focus: true
            exporting: App.conversationExport
            onFolderRequested: folder.choose()
        }
    }
    Component {
        id: making

        BackupPage {
            focus: true
            backup: App.backupMaking
            words: App.words
            onFileRequested: newFile.choose()
            onWordsRequested: cover.showWords()
        }
    }
    Component {
        id: taking

        TakeBackupPage {
            focus: true
            taking: App.backupTaking
            entry: App.wordEntry
            onFileRequested: oldFile.choose()
        }
    }

    FilePicker {
        id: folder

        folders: true
        title: qsTr("Choose a folder for the export")
        onChosen: file => App.conversationExport.start(file)
    }
    FilePicker {
        id: newFile

        saves: true
        title: qsTr("Save the backup")
        suffix: "sotto-backup"
        suggested: App.backupMaking.suggestedFile
        onChosen: file => App.backupMaking.start(file)
    }
    FilePicker {
        id: oldFile

        title: qsTr("Choose the backup")
        onChosen: file => App.backupTaking.chooseFile(file)
    }
}
