pragma ComponentBehavior: Bound

import QtQuick
import Sotto.App
import Sotto.Behaviour
import Sotto.Theme

// What stands beside the list, with its view-models: a conversation, an invite, or nothing yet. In
// the narrow layout it slides over the list.
//
//   narrow          one column
//   hasPage         something is open
//   openingInvite   the page that opens somebody's invite
FocusScope {
    id: pane

    required property bool narrow
    required property bool hasPage
    required property bool openingInvite
    property bool detailsShown: false
    // The last one, until its page is gone: a page without its conversation has nothing to say.
    property Conversation shown: null

    readonly property bool showsInvite: App.invite !== null || pane.openingInvite
    readonly property bool showsConversation: App.current !== null && !pane.showsInvite
    // Beside the window, where the narrow layout keeps it until something is open.
    readonly property bool away: pane.narrow && Math.abs(slide.x) >= pane.width
    readonly property bool covers: pane.narrow && slide.x === 0

    signal backRequested
    signal detailsRequested
    signal inviteRequested
    signal openInviteRequested
    signal inviteOpened

    function find() {
        (page.item as ConversationPage)?.find();
    }

    Component.onCompleted: pane.shown = App.current
    onOpeningInviteChanged: pane.openingInvite || App.inviteOpening.leave()

    transform: Translate {
        id: slide

        x: !pane.narrow || pane.hasPage ? 0 : Theme.mirrored ? -pane.width : pane.width

        Behavior on x {
            enabled: pane.narrow && Theme.motion.moves

            NumberAnimation {
                duration: Theme.motion.slow
                easing.type: Theme.motion.easingIn
            }
        }
    }

    OnDemand {
        id: page

        anchors.fill: parent
        focus: !pane.showsInvite
        active: !pane.showsInvite
        sourceComponent: App.current !== null && pane.shown !== null ? conversation : empty
    }
    // Not known to the start, which would have to wait for them.
    Loader {
        id: invitePage

        anchors.fill: parent
        focus: pane.showsInvite
        onLoaded: pane.activeFocus && (invitePage.item as Item).forceActiveFocus(Qt.OtherFocusReason)
        source: pane.openingInvite ? (App.inviteOpening.deciding ? "DecideInvite.qml" : "EnterInvite.qml") : App.invite !== null ? "MadeInvite.qml" : ""
    }
    Binding {
        target: invitePage.item
        property: "narrow"
        value: pane.narrow
    }
    Connections {
        target: invitePage.item
        ignoreUnknownSignals: true

        function onClosed() {
            pane.backRequested();
        }
    }

    Connections {
        target: App

        function onCurrentChanged() {
            App.current !== null && (pane.shown = App.current);
        }
    }
    Connections {
        target: App.inviteOpening

        function onOpened() {
            pane.inviteOpened();
        }
    }

    Component {
        id: conversation

        ConversationPage {
            conversation: pane.shown
            search: App.search
            emoji: App.emoji
            settings: App.settings
            narrow: pane.narrow
            windowActive: App.windowActive
            detailsShown: pane.detailsShown
            onBackRequested: pane.backRequested()
            onDetailsRequested: pane.detailsRequested()
            onExportRequested: pane.shown.isNotes ? App.conversationExport.beginNotes(pane.shown.conversationId) : App.conversationExport.begin(pane.shown.conversationId, pane.shown.name)
        }
    }
    Component {
        id: empty

        EmptyPage {
            nobody: App.conversations.count === 0 && !App.restoring.active
            busy: App.inviteBusy
            error: App.inviteError
            onInviteRequested: pane.inviteRequested()
            onOpenInviteRequested: pane.openInviteRequested()
        }
    }
}
