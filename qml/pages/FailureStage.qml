import QtQuick
import Sotto.App

// The page that says why the profile does not open, with its view-model.
FailurePage {
    focus: true
    title: App.failureTitle
    body: App.failureText
    // In the order of App.FailureAction.
    actionText: ["", "", "", "", qsTr("Show the folder")][App.failureAction]
    onActionRequested: App.showFolder()
    onRetryRequested: App.retry()
}
