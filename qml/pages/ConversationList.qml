pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T
import Sotto.App
import Sotto.Behaviour
import Sotto.Components
import Sotto.Theme

// The rows of the left column: invites that wait, then all conversations.
//
//   conversations, invites   the models (required)
//   actions    what can be done with a row (required)
//   inviteId   the invite whose page is open; 0 is none
//   coming     what there is has not all been read yet
//   chosen     a row shows as chosen where its page stands beside the list
FocusScope {
    id: pane

    required property ConversationListModel conversations
    required property InviteListModel invites
    required property ConversationActions actions
    property double inviteId: 0
    property bool chosen: true
    property bool coming: false
    property bool byKeyboard: false

    readonly property bool empty: !pane.coming && pane.conversations.loaded && pane.conversations.count === 0 && pane.invites.count === 0

    signal conversationRequested(double conversationId)
    signal inviteChosen(double inviteId)
    signal inviteRequested
    signal openInviteRequested

    ListView {
        id: list

        anchors.fill: parent
        anchors.leftMargin: Theme.size.listGap
        anchors.rightMargin: Theme.size.listGap
        clip: true
        focus: true
        activeFocusOnTab: true
        reuseItems: true
        boundsBehavior: Flickable.StopAtBounds
        highlightFollowsCurrentItem: true
        highlightMoveDuration: 0
        keyNavigationEnabled: true
        topMargin: Theme.space.xs + inviteRows.height
        bottomMargin: Theme.space.s
        model: pane.conversations

        Accessible.role: Accessible.List
        Accessible.name: qsTr("Conversations")

        T.ScrollBar.vertical: ScrollBar {}

        Keys.onReturnPressed: list.current?.clicked()
        Keys.onEnterPressed: list.current?.clicked()
        Keys.onSpacePressed: list.current?.clicked()
        Keys.onMenuPressed: list.current?.askMenu()

        // Not the list's header: that of Qt 6.4 takes no component of a document with checked
        // names.
        Column {
            id: inviteRows

            parent: list.contentItem
            y: list.originY - height
            width: list.width

            Repeater {
                model: pane.invites

                ConversationRow {
                    id: inviteRow

                    required property double inviteId
                    required property string expiresText

                    width: inviteRows.width
                    rowState: ConversationRow.Invite
                    title: qsTr("Invite, not used yet")
                    preview: inviteRow.expiresText
                    time: ""
                    selected: pane.chosen && pane.inviteId === inviteRow.inviteId
                    onClicked: pane.inviteChosen(inviteRow.inviteId)
                }
            }
        }

        delegate: ConversationEntry {
            width: list.width
            chosen: pane.chosen
            current: ListView.isCurrentItem && list.activeFocus && pane.byKeyboard
            onClicked: pane.conversationRequested(conversationId)
            onMenuRequested: position => rowMenu.show(this, position)
        }

        Keys.onPressed: event => event.accepted = pane.takesKey(event)

        readonly property ConversationEntry current: list.currentItem as ConversationEntry
    }

    // Shift+F10 asks for the menu as the Menu key does. Without types: an entry may be null.
    function takesKey(event) {
        pane.byKeyboard = true;
        const asks = event.key === Qt.Key_F10 && event.modifiers & Qt.ShiftModifier;
        if (asks)
            list.current?.askMenu();
        return Boolean(asks);
    }

    RowMenu {
        id: rowMenu

        actions: pane.actions
    }

    // Where no page stands beside the list, the list says how to begin.
    OnDemand {
        anchors.fill: parent
        active: pane.empty && !pane.chosen

        sourceComponent: EmptyPage {
            nobody: true
            color: Theme.color.sidebar
            onInviteRequested: pane.inviteRequested()
            onOpenInviteRequested: pane.openInviteRequested()
        }
    }
    Label {
        anchors.centerIn: parent
        width: Math.min(implicitWidth, parent.width - 2 * Theme.space.xl)
        visible: pane.empty && pane.chosen
        text: qsTr("Conversations will be listed here")
        type: Theme.type.caption
        color: Theme.color.text2
        horizontalAlignment: Text.AlignHCenter
        wrapMode: Text.Wrap
    }
}
