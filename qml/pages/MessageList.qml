pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T
import Sotto.App
import Sotto.Behaviour
import Sotto.Components
import Sotto.Theme

// The messages of a conversation, the newest at the bottom. It stays there while the newest is in
// view, and stands still while the person reads older ones.
//
//   conversation   the view-model (required)
//   narrow         less space at the sides
//   windowActive   what is seen now is read
FocusScope {
    id: pane

    required property Conversation conversation
    property bool narrow: false
    property bool windowActive: true

    readonly property MessageModel model: pane.conversation.messages
    readonly property int sideMargin: Math.max(pane.narrow ? Theme.space.l : Theme.space.xxl, Math.round((pane.width - Theme.size.conversationMax) / 2))

    function focusNewest() {
        list.currentIndex = 0;
        list.forceActiveFocus(Qt.BacktabFocusReason);
    }
    function tellSeen() {
        pane.windowActive && scroll.newestSeen >= 0 && pane.conversation.seen(scroll.newestSeen);
    }
    function move(step: int) {
        list.currentIndex = Math.max(0, Math.min(list.count - 1, list.currentIndex + step));
    }

    onWindowActiveChanged: pane.tellSeen()
    onConversationChanged: scroll.goToEnd()

    ListView {
        id: list

        anchors.fill: parent
        clip: true
        focus: true
        activeFocusOnTab: true
        reuseItems: true
        verticalLayoutDirection: ListView.BottomToTop
        boundsBehavior: Flickable.StopAtBounds
        cacheBuffer: Math.max(0, Math.round(height / 2))
        topMargin: Theme.space.l + intro.height
        bottomMargin: Theme.space.m + (typing.active ? typing.height + Theme.space.m : 0)
        currentIndex: -1
        highlightFollowsCurrentItem: false
        keyNavigationEnabled: false
        model: pane.model

        Accessible.role: Accessible.List
        Accessible.name: qsTr("Messages with %1").arg(pane.conversation.name)

        T.ScrollBar.vertical: ScrollBar {
            id: scrollBar
        }

        add: Transition {
            NumberAnimation {
                property: "opacity"
                from: 0
                to: 1
                duration: Theme.motion.normal
                easing.type: Theme.motion.easingIn
            }
        }

        onActiveFocusChanged: list.currentIndex = list.activeFocus ? Math.max(0, list.currentIndex) : -1
        onCurrentIndexChanged: scroll.revealRow(list.currentIndex)

        Keys.onUpPressed: pane.move(1)
        Keys.onDownPressed: pane.move(-1)
        Keys.onPressed: event => event.accepted = pane.takesKey(event.key)

        delegate: MessageEntry {
            width: list.width
            sideMargin: pane.sideMargin
            conversation: pane.conversation
            current: ListView.isCurrentItem && list.activeFocus
            onMenuRequested: (entry, anchor, position) => menu.show(entry, anchor, position)
        }

        // Not the list's header and footer: those of Qt 6.4 take no components of a document with
        // checked names. Row 0 ends at 0, the oldest begins at originY.
        OnDemand {
            id: typing

            parent: list.contentItem
            x: Theme.mirrored ? list.width - width - pane.sideMargin : pane.sideMargin
            y: Theme.space.m
            active: pane.conversation.typing && !pane.model.hasNewer

            sourceComponent: TypingDots {
                author: pane.conversation.name
            }
        }
        OnDemand {
            id: intro

            parent: list.contentItem
            width: list.width
            y: list.originY - height
            active: pane.model.loaded && !pane.model.hasOlder

            sourceComponent: ConversationIntro {
                conversation: pane.conversation
            }
        }
    }

    function takesKey(key: int): bool {
        switch (key) {
        case Qt.Key_PageUp:
            scroll.scrollByViews(-0.9);
            return true;
        case Qt.Key_PageDown:
            scroll.scrollByViews(0.9);
            return true;
        case Qt.Key_Home:
            scroll.revealRow(list.count - 1);
            return true;
        case Qt.Key_End:
            pane.conversation.jumpToNewest();
            return true;
        }
        return false;
    }

    ConversationScroll {
        id: scroll

        view: list
        held: scrollBar.pressed
        complete: !pane.model.hasNewer
        onAtEndChanged: pane.conversation.atNewest = scroll.atEnd
        onNewestSeenChanged: pane.tellSeen()
        onNearOldest: pane.model.hasOlder && pane.model.fetchOlder()
        onNearNewest: pane.model.hasNewer && pane.model.fetchNewer()
    }

    Connections {
        target: pane.conversation

        function onJumped(row: int) {
            row === 0 && !pane.model.hasNewer ? scroll.goToEnd() : scroll.goToRow(row);
        }
    }

    JumpButton {
        anchors.right: parent.right
        anchors.bottom: parent.bottom
        anchors.margins: Theme.space.l
        shown: !scroll.atEnd
        count: pane.conversation.newestBelow
        onClicked: pane.conversation.jumpToNewest()
    }

    MessageMenu {
        id: menu

        conversation: pane.conversation
    }
}
