import QtQuick
import Sotto.App

// The first page with its view-model, or the one that takes twelve words instead.
FocusScope {
    id: stage

    focus: true

    FirstRunPage {
        id: first

        anchors.fill: parent
        focus: !App.linkPage.open
        visible: !App.linkPage.open
        firstRun: App.firstRun
        canLink: true
        onPictureRequested: picker.choose()
        onLinkRequested: App.linkPage.show()
    }
    FilePicker {
        id: picker

        pictures: true
        onChosen: file => App.firstRun.choosePicture(file)
    }
    // Not known to the start, which would have to wait for it.
    Loader {
        id: join

        anchors.fill: parent
        source: App.linkPage.open ? "devices/JoinStage.qml" : ""
        onLoaded: join.forceActiveFocus(Qt.OtherFocusReason)
        onSourceChanged: App.linkPage.open || first.forceActiveFocus(Qt.OtherFocusReason)
    }
}
