import QtQuick
import Sotto.App

// The account is to be deleted, with its view-models.
LeavePage {
    focus: true
    leaving: App.leaving
    entry: App.wordEntry
    onExportRequested: {
        App.leaving.goBack();
        App.conversationExport.beginAll();
    }
}
