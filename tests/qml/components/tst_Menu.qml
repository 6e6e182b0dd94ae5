import QtQuick
import QtTest
import Sotto.Components

Item {
    width: 500
    height: 400

    Menu {
        id: menu

        MenuItem { id: reply; text: "Reply"; iconName: "reply"; shortcut: "R" }
        MenuLine {}
        MenuItem { id: remove; text: "Delete this message for everybody"; danger: true }
    }
    SignalSpy { id: replies; target: reply; signalName: "triggered" }
    SignalSpy { id: removals; target: remove; signalName: "triggered" }

    TestCase {
        name: "Menu"
        when: windowShown

        function init() {
            replies.clear();
            removals.clear();
            menu.popup(10, 10);
            tryCompare(menu, "opened", true);
        }
        function cleanup() {
            menu.close();
            tryCompare(menu, "visible", false);
        }
        function test_arrowsAndEnter() {
            keyClick(Qt.Key_Down);
            keyClick(Qt.Key_Down);
            keyClick(Qt.Key_Return);
            compare(removals.count, 1);
            tryCompare(menu, "visible", false);
        }
        function test_pointer() {
            mouseClick(reply);
            compare(replies.count, 1);
        }
        function test_escape() {
            keyClick(Qt.Key_Escape);
            tryCompare(menu, "visible", false);
        }
        function test_isAsWideAsItsWidestItem() {
            verify(menu.width >= remove.implicitWidth);
            compare(reply.width, remove.width);
            compare(reply.Accessible.role, Accessible.MenuItem);
        }
    }
}
