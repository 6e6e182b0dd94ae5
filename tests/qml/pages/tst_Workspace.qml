import QtQuick
import QtTest
import Sotto.App
import Sotto.Components
import Sotto.Theme
import "scenes"

Item {
    id: root

    width: 1200
    height: 780

    Component {
        id: maker

        Scene {
            anchors.fill: parent
        }
    }

    TestCase {
        id: test

        property Item scene: null

        name: "Workspace"
        when: windowShown

        function initTestCase() {
            Theme.reduceMotion = true;
        }
        function cleanup() {
            compare(complaints.taken().join("\n"), "");
        }
        function show(name, width) {
            root.width = width;
            test.scene = createTemporaryObject(maker, root, { scene: name });
            tryVerify(() => test.scene.page !== null);
            wait(20);
        }

        function test_enterSends() {
            show("03-main", 1200);
            mouseClick(test.scene.page, 700, 752);
            keyClick("h");
            keyClick("i");
            compare(App.current.composer.text, "hi");
            keyClick(Qt.Key_Return);
            compare(App.current.composer.called, "send");
            compare(App.current.composer.text, "");
        }
        function test_upEditsTheLast() {
            show("03-main", 1200);
            mouseClick(test.scene.page, 700, 752);
            keyClick(Qt.Key_Up);
            compare(App.current.called, "editLast");
        }
        function test_newestIsSeen() {
            show("03-main", 1200);
            tryCompare(App.current, "lastSeen", 0);
        }
        function test_escapeLeavesTheConversation() {
            show("03-main", 420);
            mouseClick(test.scene.page, 200, 752);
            keyClick(Qt.Key_Escape);
            compare(App.current, null);
        }
        function test_detailsCoverWhereThereIsNoRoom() {
            show("06-details", 1200);
            verify(test.scene.page.detailsBeside);
            root.width = 900;
            verify(!test.scene.page.detailsBeside);
            verify(test.scene.page.detailsOpen);
        }
        // The entry of the list's row that shows this conversation.
        function rowOf(name) {
            return findChildBy(test.scene, item => item.conversationId !== undefined && item.timeText !== undefined && item.name === name);
        }
        function findChildBy(item, fits) {
            if (fits(item))
                return item;
            for (let i = 0; i < item.children.length; ++i) {
                const found = findChildBy(item.children[i], fits);
                if (found)
                    return found;
            }
            return null;
        }
        function choose(text) {
            const overlay = test.scene.Window.window.contentItem;
            tryVerify(() => findChildBy(overlay, item => item.text === text && item.highlighted !== undefined && item.visible));
            mouseClick(findChildBy(overlay, item => item.text === text && item.highlighted !== undefined && item.visible));
        }
        function test_rowMenuByPointer() {
            show("03-main", 1200);
            const row = rowOf("Noor Haddad");
            mouseClick(row, 40, 20, Qt.RightButton);
            choose("Unpin");
            compare(App.actions.called, "setPinned 3 false");
            mouseClick(row, 40, 20, Qt.RightButton);
            choose("Mark as unread");
            compare(App.actions.called, "markUnread 3");
        }
        function test_rowMenuByKeyboard() {
            show("12-list", 1200);
            const row = rowOf("Mira Lindqvist");
            test.scene.page.children[0].focusList();
            keyClick(Qt.Key_Down);
            keyClick(Qt.Key_Menu);
            choose("Mark as read");
            compare(App.actions.called, "markRead 2");
            // The keyboard goes back to the row.
            tryVerify(() => test.scene.Window.window.activeFocusItem?.conversationId === 2);
            keyClick(Qt.Key_F10, Qt.ShiftModifier);
            choose("Mute");
            compare(App.actions.called, "setMuted 2 true");
        }
        function test_deletingAsksFirst() {
            show("03-main", 1200);
            App.actions.called = "";
            mouseClick(rowOf("Noor Haddad"), 40, 20, Qt.RightButton);
            choose("Delete conversation");
            compare(App.actions.called, "");
            tryVerify(() => findChildBy(test.scene.Window.window.contentItem, item => item.kind === Button.Danger && item.visible));
            mouseClick(findChildBy(test.scene.Window.window.contentItem, item => item.kind === Button.Danger && item.visible));
            compare(App.actions.called, "remove 3");
        }
        function test_listIsAsWideAsThePersonWants() {
            App.settings.sidebarWidth = 0;
            show("03-main", 1200);
            compare(test.scene.page.sidebarWidth, Theme.size.sidebar);
            mouseDrag(test.scene.page, Theme.size.sidebar, 400, 60, 0);
            const wide = App.settings.sidebarWidth;
            verify(wide > Theme.size.sidebar && wide <= Theme.size.sidebarMax, wide);
            compare(test.scene.page.sidebarWidth, wide);
            mouseDrag(test.scene.page, wide, 400, -300, 0);
            compare(App.settings.sidebarWidth, Theme.size.sidebarMin);
            root.width = Theme.narrowBelow;
            App.settings.sidebarWidth = Theme.size.sidebarMax;
            verify(root.width - test.scene.page.sidebarWidth >= Theme.size.windowMinWidth);
            App.settings.sidebarWidth = 0;
        }
        function test_keyboardComesBackFromPopups_data() {
            return ["showSwitcher", "showKeys"].map(popup => ({ tag: popup, popup: popup }));
        }
        function test_keyboardComesBackFromPopups(data) {
            show("03-main", 1200);
            const view = test.scene.Window.window;
            mouseClick(test.scene.page, 700, 752);
            const field = view.activeFocusItem;
            test.scene.page.popups[data.popup]();
            tryVerify(() => view.activeFocusItem !== field);
            keyClick(Qt.Key_Escape);
            tryCompare(view, "activeFocusItem", field);
        }
        function test_blockedPeopleCanComeBack() {
            show("10-settings-privacy", 1200);
            const button = findChildBy(test.scene, item => item.text === "Unblock" && item.visible);
            verify(button);
            const before = App.blocked.rows;
            mouseClick(button);
            compare(App.called, "unblock 31");
            compare(App.blocked.count, 1);
            App.blocked.rows = [];
            verify(findChildBy(test.scene, item => item.text === "Nobody is blocked." && item.visible));
            App.blocked.rows = before;
        }
        function test_emptyNarrowListSaysHowToBegin() {
            show("04-empty", 420);
            const button = findChildBy(test.scene, item => item.text === "I have an invite" && item.visible && item.width > 0 && item.kind !== undefined);
            verify(button);
            mouseClick(button);
            verify(test.scene.page.openingInvite);
        }
        function test_firstPageSaysWhichRelay() {
            show("01-first-run", 1200);
            const change = findChildBy(test.scene, item => item.description === "Use another relay");
            const corner = change.mapToItem(root, 0, change.height);
            verify(corner.y <= root.height, corner.y);
            mouseClick(change);
            verify(findChildBy(test.scene, item => item.label === "Address of the relay" && item.visible));
        }
        function test_closingAnInviteIsQuiet() {
            show("02-invite", 1200);
            test.scene.page.goBack();
            compare(App.invite, null);
            wait(0);
        }
        function test_requestIsAnswered() {
            show("13-request", 1200);
            mouseClick(test.scene.page, 384, 738);
            compare(App.current.called, "accept");
        }
    }
}
