import QtQuick
import Sotto.App

// The page that asks for the password, with its view-model.
UnlockPage {
    focus: true
    locked: App.stage === App.Stage.Locked
    appLock: App.appLock
}
