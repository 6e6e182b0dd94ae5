pragma ComponentBehavior: Bound

import QtQuick
import Sotto.App
import Sotto.Behaviour
import Sotto.Components
import Sotto.Pages
import Sotto.Theme

// The left column: own picture, search, new chat; then the conversations, or what a search finds.
//
//   me, conversations, actions, invites, search, network, words, restoring, devices   the
//              view-models (required)
//   inviteId   the invite whose page is open; 0 is none
//   chosen     a row shows as chosen only where its page stands beside the list
FocusScope {
    id: sidebar

    required property Me me
    required property ConversationListModel conversations
    required property ConversationActions actions
    required property InviteListModel invites
    required property SearchModel search
    required property Network network
    required property TwelveWords words
    required property Restoring restoring
    required property OwnDevicesModel devices
    property double inviteId: 0
    property bool chosen: true

    signal settingsRequested
    signal inviteRequested
    signal openInviteRequested
    signal notesRequested
    signal conversationRequested(double conversationId)
    signal inviteChosen(double inviteId)
    signal wordsRequested

    function focusSearch() {
        searchField.forceActiveFocus(Qt.ShortcutFocusReason);
        searchField.selectAll();
    }
    function focusList() {
        (content.item as Item).forceActiveFocus(Qt.TabFocusReason);
    }
    function openNewMenu() {
        newMenu.open();
    }

    Accessible.role: Accessible.Pane
    Accessible.name: qsTr("Conversations")

    Rectangle {
        anchors.fill: parent
        color: Theme.color.sidebar
    }

    Item {
        id: top

        width: parent.width
        height: Math.max(Theme.size.headerHeight, searchField.height + 2 * Theme.space.s)

        AvatarButton {
            id: self

            anchors.left: parent.left
            anchors.leftMargin: Theme.space.m
            anchors.verticalCenter: parent.verticalCenter
            initials: sidebar.me.initials
            colorIndex: sidebar.me.colorIndex
            source: sidebar.me.picture
            name: qsTr("Settings")
            onClicked: sidebar.settingsRequested()
        }
        SearchField {
            id: searchField

            anchors.left: self.right
            anchors.leftMargin: Theme.space.s
            anchors.right: newButton.left
            anchors.rightMargin: Theme.space.s
            anchors.verticalCenter: parent.verticalCenter
            text: sidebar.search.inConversation === 0 ? sidebar.search.query : ""
            onEdited: sidebar.search.query = text
            onMovedDown: (content.item as Item).forceActiveFocus(Qt.TabFocusReason)
            onAccepted: (content.item as Item).forceActiveFocus(Qt.TabFocusReason)
        }
        IconButton {
            id: newButton

            anchors.right: parent.right
            anchors.rightMargin: Theme.space.m
            anchors.verticalCenter: parent.verticalCenter
            iconName: "new-chat"
            ink: Theme.color.text
            name: qsTr("New chat")
            shortcut: qsTr("Ctrl+N")
            checked: newMenu.visible
            onClicked: newMenu.open()

            Menu {
                id: newMenu

                x: Theme.mirrored ? 0 : newButton.width - width
                y: newButton.height + Theme.space.xs

                MenuItem {
                    iconName: "link"
                    text: qsTr("Invite somebody")
                    onTriggered: sidebar.inviteRequested()
                }
                MenuItem {
                    iconName: "qr"
                    text: qsTr("I have an invite")
                    onTriggered: sidebar.openInviteRequested()
                }
                MenuLine {}
                MenuItem {
                    iconName: "edit"
                    text: qsTr("Notes to self")
                    onTriggered: sidebar.notesRequested()
                }
            }
        }
    }

    OnDemand {
        id: banner

        anchors.top: top.bottom
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.leftMargin: Theme.space.m
        anchors.rightMargin: Theme.space.m
        active: sidebar.network.offline || sidebar.network.backlogText.length > 0
        height: active ? implicitHeight + Theme.space.xs : 0

        sourceComponent: NetworkBanner {
            network: sidebar.network
        }
    }

    OnDemand {
        id: shutOut

        anchors.top: banner.bottom
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.leftMargin: Theme.space.m
        anchors.rightMargin: Theme.space.m
        active: sidebar.devices.shutOutTitle.length > 0
        height: active ? implicitHeight + Theme.space.s : 0

        sourceComponent: ShutOutBanner {
            devices: sidebar.devices
        }
    }
    OnDemand {
        id: history

        anchors.top: shutOut.bottom
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.leftMargin: Theme.space.m
        anchors.rightMargin: Theme.space.m
        active: sidebar.restoring.active || sidebar.restoring.asOf.length > 0 || sidebar.restoring.troubleTitle.length > 0
        height: active ? implicitHeight : 0

        sourceComponent: RestoringLine {
            restoring: sidebar.restoring
        }
    }
    OnDemand {
        id: content

        anchors.top: history.bottom
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.bottom: card.top
        focus: true
        sourceComponent: sidebar.search.active && sidebar.search.inConversation === 0 ? results : conversationList
    }

    Component {
        id: results

        SearchPane {
            search: sidebar.search
            onLeftUpwards: searchField.forceActiveFocus(Qt.BacktabFocusReason)
        }
    }
    Component {
        id: conversationList

        ConversationList {
            conversations: sidebar.conversations
            actions: sidebar.actions
            invites: sidebar.invites
            coming: sidebar.restoring.active
            inviteId: sidebar.inviteId
            chosen: sidebar.chosen
            onConversationRequested: id => sidebar.conversationRequested(id)
            onInviteChosen: id => sidebar.inviteChosen(id)
            onInviteRequested: sidebar.inviteRequested()
            onOpenInviteRequested: sidebar.openInviteRequested()
        }
    }

    OnDemand {
        id: card

        anchors.left: parent.left
        anchors.right: parent.right
        anchors.bottom: parent.bottom
        anchors.margins: Theme.space.m
        active: sidebar.words.offer
        height: active ? implicitHeight : 0

        sourceComponent: WordsCard {
            onShowRequested: sidebar.wordsRequested()
            onLaterRequested: sidebar.words.later()
        }
    }
}
