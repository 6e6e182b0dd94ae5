import QtQuick
import Sotto.App

// An invite from another program, with its view-model.
OutsideLinkPage {
    opening: App.inviteOpening
}
