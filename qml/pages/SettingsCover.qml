import QtQuick
import Sotto.App
import Sotto.Theme

// The settings, with their view-models.
FocusScope {
    id: cover

    focus: true

    property int navWidth: Theme.size.sidebar
    property alias section: page.section

    signal closed
    signal wordsRequested
    signal keysRequested
    signal sectionShown(int section)

    SettingsPage {
        id: page

        anchors.fill: parent
        focus: true
        settings: App.settings
        words: App.words
        phraseCare: App.phraseCare
        lostWords: App.lostWords
        devices: App.devices
        me: App.me
        network: App.network
        blocked: App.blocked
        canLock: App.appLock.canLock
        version: App.version
        narrow: cover.width < Theme.narrowBelow
        navWidth: cover.navWidth
        onClosed: cover.closed()
        onWordsRequested: cover.wordsRequested()
        onKeysRequested: cover.keysRequested()
        onJoinRequested: App.joinAgain()
        onLockRequested: App.appLock.lock()
        onUnblockRequested: id => App.unblock(id)
        onPictureRequested: picker.choose()
        onExportRequested: App.conversationExport.beginAll()
        onBackupRequested: App.backupMaking.begin()
        onBackupTakingRequested: App.backupTaking.begin()
        onLeavingRequested: App.leaving.begin()
        onSectionChanged: cover.sectionShown(page.section)
    }
    FilePicker {
        id: picker

        pictures: true
        onChosen: file => App.me.choosePicture(file)
    }
}
