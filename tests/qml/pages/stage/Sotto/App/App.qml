pragma Singleton

import QtQuick

QtObject {
    enum Stage { Starting, FirstRun, Unlock, Locked, Ready, Failed, Removed, Leaving }
    enum FailureAction { None, TryAgain, OpenKeychain, UpdateSotto, ShowFolder }

    property int stage: App.Ready
    property string failureTitle: "This profile is from a newer Sotto"
    property string failureText: "It was last opened with version 1.2, and this is 1.0. Nothing is changed or lost. Install the newer version, and everything is there again."
    property int failureAction: App.UpdateSotto
    property bool leftByItself: false
    property string version: "1.0"
    property FirstRun firstRun: FirstRun {}
    property LinkPage linkPage: LinkPage {}
    property WordEntry wordEntry: WordEntry {}
    property Restoring restoring: Restoring {}
    property OwnDevicesModel devices: OwnDevicesModel {}
    property PhraseCare phraseCare: PhraseCare {}
    property LostWords lostWords: LostWords {}
    property Alarm alarm: Alarm {}
    property ConversationExport conversationExport: ConversationExport {}
    property BackupMaking backupMaking: BackupMaking {}
    property BackupTaking backupTaking: BackupTaking {}
    property AccountLeaving leaving: AccountLeaving {}
    property AppLock appLock: AppLock {}
    property Network network: Network {}
    property Me me: Me {}
    property ConversationListModel conversations: ConversationListModel {}
    property BlockedListModel blocked: BlockedListModel {
        rows: [{ contactId: 31, name: "Lottery Winner", initials: "LW", colorIndex: 2 }, { contactId: 32, name: "Somebody with a name that is much longer than any row is wide", initials: "SW", colorIndex: 5 }]
    }
    property ConversationActions actions: ConversationActions {}
    property ConversationFilter switcher: ConversationFilter {}
    property Conversation current: null
    property InviteListModel invites: InviteListModel {}
    property InvitePage invite: null
    property bool inviteBusy: false
    property string inviteError
    property InviteOpening inviteOpening: InviteOpening {}
    property SearchModel search: SearchModel {}
    property Settings settings: Settings {}
    property TwelveWords words: TwelveWords {}
    property EmojiModel emoji: EmojiModel {}
    property QtObject textLook: QtObject {
        property color mark
        property color currentMark
        property color inkOnCurrentMark
        property color link
        property string codeFont
    }
    property int unreadTotal: 0
    property bool windowActive: true
    property var shortcuts: [
        { keys: "Ctrl+K", what: "Go to a conversation" },
        { keys: "Ctrl+F", what: "Find in this conversation" },
        { keys: "Ctrl+Shift+F", what: "Search everywhere" },
        { keys: "Ctrl+N", what: "New chat" },
        { keys: "Alt+Down", what: "Next conversation" },
        { keys: "Alt+Up", what: "Previous conversation" },
        { keys: "Ctrl+,", what: "Settings" },
        { keys: "Ctrl+L", what: "Lock" },
        { keys: "Up", what: "Edit your last message" },
        { keys: "Esc", what: "Back" }
    ]
    // What was called last, for tests.
    property string called

    function retry() { called = "retry"; }
    function startOver() { called = "startOver"; }
    function joinAgain() { called = "joinAgain"; }
    function showFolder() { called = "showFolder"; }
    function openConversation(id) { called = "openConversation " + id; }
    function closeConversation() { current = null; }
    function nextConversation() { called = "nextConversation"; }
    function previousConversation() { called = "previousConversation"; }
    function notesToSelf() { called = "notesToSelf"; }
    function unblock(id) { called = "unblock " + id; blocked.rows = blocked.rows.filter(row => row.contactId !== id); }
    function newInvite(uses, seconds) { called = "newInvite " + uses + " " + seconds; }
    function showInvite(id) { called = "showInvite " + id; }
    function closeInvite() { invite = null; }
}
