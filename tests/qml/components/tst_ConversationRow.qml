import QtQuick
import QtTest
import Sotto.Components
import Sotto.Theme

Item {
    width: 400
    height: 300

    ConversationRow {
        id: row

        width: 303
        title: "Noor Haddad"
        time: "09:15"
        preview: "See you at the station then"
        initials: "NH"
        colorIndex: 1
    }
    SignalSpy { id: clicks; target: row; signalName: "clicked" }
    SignalSpy { id: menus; target: row; signalName: "menuRequested" }

    TestCase {
        name: "ConversationRow"
        when: windowShown

        function init() {
            row.title = "Noor Haddad";
            row.unread = 0;
            row.verified = false;
            row.rowState = ConversationRow.Plain;
            Theme.textScaleChoice = 1;
            clicks.clear();
            menus.clear();
        }
        function test_clicksAndMenu() {
            mouseClick(row);
            row.forceActiveFocus(Qt.TabFocusReason);
            keyClick(Qt.Key_Return);
            keyClick(Qt.Key_Space);
            compare(clicks.count, 3);
            mouseClick(row, 20, 20, Qt.RightButton);
            compare(menus.count, 1);
            compare(clicks.count, 3);
            keyClick(Qt.Key_Menu);
            compare(menus.count, 2);
        }
        function test_saysEverything() {
            row.verified = true;
            row.unread = 2;
            compare(row.Accessible.name, "Noor Haddad, verified, 2 unread, See you at the station then, 09:15");
            row.rowState = ConversationRow.Typing;
            verify(row.Accessible.name.includes("Typing"));
            row.rowState = ConversationRow.Paused;
            verify(row.Accessible.name.includes("Sending is paused"));
            row.rowState = ConversationRow.Draft;
            verify(row.Accessible.name.includes("draft"));
        }
        function test_markupInNamesIsShownLetterByLetter() {
            row.title = "<b>x</b><img src='file:///etc/passwd'>";
            compare(find(row, label => label.text === row.title).textFormat, Text.PlainText);
        }
        function test_growsAndCutsNothing() {
            compare(row.height, 64);
            Theme.textScaleChoice = 2;
            verify(row.height >= 2 * 40 + 16);
        }
        function find(item, matches) {
            for (const child of Array.from(item.children)) {
                const found = child.text !== undefined && matches(child) ? child : find(child, matches);
                if (found)
                    return found;
            }
            return null;
        }
    }
}
