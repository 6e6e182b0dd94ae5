import QtQuick
import QtTest
import Sotto.App
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
        function test_requestIsAnswered() {
            show("13-request", 1200);
            mouseClick(test.scene.page, 384, 738);
            compare(App.current.called, "accept");
        }
    }
}
