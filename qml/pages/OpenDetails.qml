pragma ComponentBehavior: Bound

import QtQuick
import Sotto.App
import Sotto.Behaviour

// The details of the open conversation, with their view-model.
FocusScope {
    id: details

    property bool covers: false
    // The last one, until this page is gone.
    property Conversation shown: null

    signal closed

    Component.onCompleted: details.shown = App.current

    Connections {
        target: App

        function onCurrentChanged() {
            App.current !== null && (details.shown = App.current);
        }
    }

    OnDemand {
        anchors.fill: parent
        focus: true
        active: details.shown !== null

        sourceComponent: DetailsPane {
            conversation: details.shown
            covers: details.covers
            onClosed: details.closed()
            onImageRequested: picker.choose()
            onExportRequested: App.conversationExport.begin(details.shown.conversationId, details.shown.name)
        }
    }
    FilePicker {
        id: picker

        pictures: true
        onChosen: file => App.current?.contact.compareImage(file)
    }
}
