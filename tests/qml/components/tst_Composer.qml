import QtQuick
import QtTest
import Sotto.Components
import Sotto.Theme

Item {
    width: 600
    height: 400

    Composer {
        id: composer

        width: parent.width
        placeholder: "Message Mira"
    }
    SignalSpy { id: sends; target: composer; signalName: "sendRequested" }
    SignalSpy { id: edits; target: composer; signalName: "editLastRequested" }
    SignalSpy { id: cancels; target: composer; signalName: "replyCancelled" }

    TestCase {
        name: "Composer"
        when: windowShown

        function init() {
            composer.text = "";
            composer.canSend = true;
            composer.sendWithEnter = true;
            composer.replyText = "";
            composer.area.forceActiveFocus();
            sends.clear();
            edits.clear();
            cancels.clear();
        }
        function type(letters) {
            for (const letter of letters)
                keyClick(letter);
        }
        function button(name) {
            const search = item => {
                for (const child of Array.from(item.children)) {
                    const found = child.name === name && child.iconName !== undefined ? child : search(child);
                    if (found)
                        return found;
                }
                return null;
            };
            return search(composer);
        }
        function test_enterSendsAndShiftEnterBreaks() {
            type("ab");
            keyClick(Qt.Key_Return, Qt.ShiftModifier);
            type("c");
            compare(composer.text, "ab\nc");
            compare(sends.count, 0);
            keyClick(Qt.Key_Return);
            compare(sends.count, 1);
            compare(composer.text, "ab\nc");
        }
        function test_theOtherWayRound() {
            composer.sendWithEnter = false;
            type("a");
            keyClick(Qt.Key_Return);
            compare(composer.text, "a\n");
            keyClick(Qt.Key_Return, Qt.ControlModifier);
            compare(sends.count, 1);
        }
        function test_nothingIsSentWithoutText() {
            keyClick(Qt.Key_Return);
            type("  ");
            keyClick(Qt.Key_Return);
            compare(sends.count, 0);
            verify(!button("Send").enabled);
        }
        function test_buttonAppearsWithText() {
            const send = button("Send");
            verify(send.visible && !send.enabled && !send.filled);
            type("a");
            verify(send.enabled && send.filled);
            mouseClick(send);
            compare(sends.count, 1);
        }
        function test_pausedKeepsTheText() {
            composer.canSend = false;
            type("a");
            keyClick(Qt.Key_Return);
            mouseClick(button("Send"));
            compare(sends.count, 0);
            compare(composer.text, "a");
        }
        function test_growsAndStops() {
            const low = composer.height;
            compare(low, 56);
            composer.text = "1\n2\n3";
            verify(composer.height > low);
            composer.text = "1\n".repeat(60);
            compare(composer.height, 200 + 16);
        }
        function test_upEditsTheLast() {
            keyClick(Qt.Key_Up);
            compare(edits.count, 1);
            type("a");
            keyClick(Qt.Key_Up);
            compare(edits.count, 1);
        }
        function test_escapeGivesUpTheReply() {
            composer.replyText = "Did they?";
            verify(composer.height > 80);
            keyClick(Qt.Key_Escape);
            compare(cancels.count, 1);
        }
        function test_insertsAtTheCursor() {
            type("ab");
            keyClick(Qt.Key_Left);
            composer.insert("😀");
            compare(composer.text, "a😀b");
        }
        function test_markupIsText() {
            composer.text = "<b>x</b>";
            compare(composer.area.getText(0, 20), "<b>x</b>");
            compare(composer.area.Accessible.name, "Message Mira");
        }
        function test_tabLeavesTheField() {
            keyClick(Qt.Key_Tab);
            verify(!composer.area.activeFocus);
            compare(composer.text, "");
        }
    }
}
