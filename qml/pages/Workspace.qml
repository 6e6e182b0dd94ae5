import QtQuick
import Sotto.App
import Sotto.Components
import Sotto.Theme

// All that is there once the profile is open: the list, the open page beside it, the details; and
// the pages that cover them. Brings view-models and pages together.
FocusScope {
    id: workspace

    enum Cover {
        Nothing,
        SettingsCover,
        WordsCover,
        LinkCover,
        PhraseCover,
        CopiedCover,
        CopiesCover,
        LeaveCover
    }

    property int chosenCover: Workspace.Nothing
    property bool openingInvite: false
    property bool detailsShown: false
    // What the person drags it to, before it is stored.
    property int draggedWidth: 0
    // The page of the settings that another page was opened from; -1 is none.
    property int settingsSection: -1

    readonly property alias popups: popups
    readonly property bool narrow: workspace.width < Theme.narrowBelow
    // What cannot wait goes first.
    readonly property int cover: App.phraseCare.task !== PhraseCare.Task.Nothing ? Workspace.PhraseCover : App.restoring.copied ? Workspace.CopiedCover : workspace.copying ? Workspace.CopiesCover : App.leaving.open ? Workspace.LeaveCover : App.inviteOpening.linkFromOutside.length > 0 ? Workspace.LinkCover : workspace.chosenCover
    readonly property bool copying: App.conversationExport.open || App.backupMaking.open || App.backupTaking.open
    // The settings, while they are shown.
    readonly property QtObject settingsPage: String(coverPage.source).endsWith("SettingsCover.qml") ? coverPage.item : null
    readonly property bool covered: workspace.cover !== Workspace.Nothing
    readonly property bool hasPage: App.current !== null || App.invite !== null || workspace.openingInvite
    readonly property bool detailsOpen: workspace.detailsShown && openPage.showsConversation && !App.current.isNotes
    // The open page keeps the width of the smallest window.
    readonly property int sidebarMost: Math.max(Theme.size.sidebarMin, Math.min(Theme.size.sidebarMax, workspace.width - Theme.size.windowMinWidth))
    readonly property int wantedWidth: workspace.draggedWidth > 0 ? workspace.draggedWidth : App.settings.sidebarWidth > 0 ? App.settings.sidebarWidth : Theme.size.sidebar
    readonly property int sidebarWidth: Math.max(Theme.size.sidebarMin, Math.min(workspace.sidebarMost, workspace.wantedWidth))
    readonly property bool detailsBeside: workspace.width >= Theme.detailsInlineFrom
    readonly property int detailsWidth: workspace.narrow ? workspace.width : workspace.detailsBeside ? Theme.size.details : workspace.width - sidebar.width - Theme.size.edge

    function openConversation(id: double) {
        workspace.openingInvite = false;
        App.closeInvite();
        App.openConversation(id);
        openPage.forceActiveFocus(Qt.OtherFocusReason);
    }
    // However it was opened: from the list, a search, a notification, an answered invite.
    function showCurrent() {
        workspace.openingInvite = false;
        App.closeInvite();
        !workspace.covered && openPage.forceActiveFocus(Qt.OtherFocusReason);
    }
    function openInvite(id: double) {
        workspace.openingInvite = false;
        App.showInvite(id);
        openPage.forceActiveFocus(Qt.OtherFocusReason);
    }
    function newInvite() {
        workspace.openingInvite = false;
        App.newInvite(1, 7 * 24 * 60 * 60);
        openPage.forceActiveFocus(Qt.OtherFocusReason);
    }
    function enterInvite() {
        App.closeInvite();
        workspace.openingInvite = true;
        openPage.forceActiveFocus(Qt.OtherFocusReason);
    }
    function goBack() {
        if (workspace.detailsOpen)
            workspace.detailsShown = false;
        else if (workspace.openingInvite)
            workspace.openingInvite = false;
        else if (App.invite !== null)
            App.closeInvite();
        else
            App.closeConversation();
        workspace.takeFocus();
    }
    function leaveCover() {
        workspace.chosenCover = Workspace.Nothing;
        workspace.settingsSection = -1;
        workspace.takeFocus();
    }
    function keepWidth(width: int) {
        App.settings.sidebarWidth = width;
        workspace.draggedWidth = 0;
    }
    function takeFocus() {
        workspace.hasPage ? openPage.forceActiveFocus(Qt.OtherFocusReason) : sidebar.focusList();
    }
    function find() {
        openPage.showsConversation && !App.current.isRequest ? openPage.find() : sidebar.focusSearch();
    }

    focus: true

    onCoveredChanged: workspace.covered ? coverPage.forceActiveFocus(Qt.OtherFocusReason) : workspace.takeFocus()

    Sidebar {
        id: sidebar

        anchors.left: parent.left
        anchors.top: parent.top
        anchors.bottom: parent.bottom
        width: workspace.narrow ? workspace.width : workspace.sidebarWidth
        visible: !workspace.covered && (!workspace.narrow || !openPage.covers)
        focus: !workspace.hasPage
        me: App.me
        conversations: App.conversations
        actions: App.actions
        invites: App.invites
        search: App.search
        network: App.network
        words: App.words
        restoring: App.restoring
        devices: App.devices
        inviteId: App.invite?.inviteId ?? 0
        chosen: !workspace.narrow
        onSettingsRequested: workspace.chosenCover = Workspace.SettingsCover
        onInviteRequested: workspace.newInvite()
        onOpenInviteRequested: workspace.enterInvite()
        onNotesRequested: App.notesToSelf()
        onConversationRequested: id => workspace.openConversation(id)
        onInviteChosen: id => workspace.openInvite(id)
        onWordsRequested: workspace.chosenCover = Workspace.WordsCover
    }

    ColumnEdge {
        anchors.left: sidebar.right
        anchors.top: parent.top
        anchors.bottom: parent.bottom
        visible: !workspace.narrow && !workspace.covered
        columnWidth: workspace.sidebarWidth
        onDragged: width => workspace.draggedWidth = width
        onSettled: workspace.keepWidth(workspace.sidebarWidth)
        onReset: workspace.keepWidth(0)
    }

    OpenPage {
        id: openPage

        anchors.left: workspace.narrow ? parent.left : sidebar.right
        anchors.leftMargin: workspace.narrow ? 0 : Theme.size.edge
        anchors.right: parent.right
        anchors.rightMargin: workspace.detailsOpen && workspace.detailsBeside ? Theme.size.details + Theme.size.edge : 0
        anchors.top: parent.top
        anchors.bottom: parent.bottom
        focus: workspace.hasPage
        visible: !workspace.covered && !openPage.away && !(details.active && !workspace.detailsBeside)
        narrow: workspace.narrow
        hasPage: workspace.hasPage
        openingInvite: workspace.openingInvite
        detailsShown: workspace.detailsOpen
        onBackRequested: workspace.goBack()
        onDetailsRequested: workspace.detailsShown = !workspace.detailsShown
        onInviteRequested: workspace.newInvite()
        onOpenInviteRequested: workspace.enterInvite()
        onInviteOpened: workspace.openingInvite = false
    }

    Hairline {
        anchors.right: details.left
        anchors.top: parent.top
        anchors.bottom: parent.bottom
        visible: details.active && details.visible && workspace.detailsBeside
    }
    Loader {
        id: details

        anchors.right: parent.right
        anchors.top: parent.top
        anchors.bottom: parent.bottom
        width: workspace.detailsWidth
        active: workspace.detailsOpen
        visible: !workspace.covered
        source: "OpenDetails.qml"
    }
    Binding {
        target: details.item
        property: "covers"
        value: !workspace.detailsBeside
    }
    Connections {
        target: details.item
        ignoreUnknownSignals: true

        function onClosed() {
            workspace.detailsShown = false;
            openPage.forceActiveFocus(Qt.OtherFocusReason);
        }
    }

    Loader {
        id: coverPage

        anchors.fill: parent
        // In the order of Workspace.Cover.
        source: ["", "SettingsCover.qml", "WordsCover.qml", "LinkCover.qml", "devices/PhraseCareCover.qml", "devices/CopiedPage.qml", "export/CopiesCover.qml", "export/LeaveCover.qml"][workspace.cover]
        onLoaded: coverPage.forceActiveFocus(Qt.OtherFocusReason)
    }
    Binding {
        target: workspace.settingsPage
        property: "navWidth"
        value: workspace.sidebarWidth
    }
    // Back from there, the settings show it again.
    Binding {
        target: workspace.settingsPage
        property: "section"
        value: workspace.settingsSection
        when: workspace.settingsSection >= 0
        restoreMode: Binding.RestoreNone
    }
    Connections {
        target: coverPage.item
        ignoreUnknownSignals: true

        function onClosed() {
            workspace.leaveCover();
        }
        function onWordsRequested() {
            workspace.chosenCover = Workspace.WordsCover;
        }
        function onKeysRequested() {
            popups.showKeys();
        }
        function onSectionShown(section: int) {
            workspace.settingsSection = section;
        }
    }

    Connections {
        target: App

        function onCurrentChanged() {
            App.current === null ? (workspace.detailsShown = false) : workspace.showCurrent();
        }
    }

    WorkspacePopups {
        id: popups

        onConversationChosen: id => workspace.openConversation(id)
    }

    WorkspaceKeys {
        enabled: !workspace.covered
        onSwitcherRequested: popups.showSwitcher()
        onFindRequested: workspace.find()
        onSearchRequested: sidebar.focusSearch()
        onNewRequested: sidebar.openNewMenu()
        onSettingsRequested: workspace.chosenCover = Workspace.SettingsCover
        onKeysRequested: popups.showKeys()
    }
}
