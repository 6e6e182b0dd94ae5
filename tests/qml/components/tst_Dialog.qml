import QtQuick
import QtTest
import Sotto.Components
import Sotto.Theme

Item {
    id: page

    width: 800
    height: 600

    Dialog {
        id: dialog

        heading: "Delete this conversation?"
        lead: "It goes away on this device."
        buttons: [
            Button { id: keep; text: "Keep it" },
            Button { id: remove; text: "Delete conversation"; kind: Button.Danger }
        ]
    }
    Button { id: below; text: "Below" }
    SignalSpy { id: belowClicks; target: below; signalName: "clicked" }
    SignalSpy { id: removeClicks; target: remove; signalName: "clicked" }

    TestCase {
        name: "Dialog"
        when: windowShown

        function init() {
            dialog.alarm = false;
            belowClicks.clear();
            removeClicks.clear();
            dialog.open();
            tryCompare(dialog, "opened", true);
        }
        function cleanup() {
            dialog.close();
            tryCompare(dialog, "visible", false);
        }
        function test_escapeCloses() {
            keyClick(Qt.Key_Escape);
            tryCompare(dialog, "visible", false);
        }
        function test_alarmStays() {
            dialog.alarm = true;
            keyClick(Qt.Key_Escape);
            keyClick(Qt.Key_Return);
            keyClick(Qt.Key_Space);
            wait(50);
            verify(dialog.visible);
            compare(removeClicks.count, 0);
            compare(dialog.width, 640);
        }
        function test_nothingBelowCanBeClicked() {
            mouseClick(below);
            compare(belowClicks.count, 0);
        }
        function test_tabStaysInside() {
            verify(!keep.activeFocus && !remove.activeFocus);
            const seen = [];
            for (let i = 0; i < 4; ++i) {
                keyClick(Qt.Key_Tab);
                verify(!below.activeFocus);
                seen.push(keep.activeFocus ? "keep" : remove.activeFocus ? "remove" : "");
            }
            verify(seen.includes("keep"));
            verify(seen.includes("remove"));
            verify(seen.indexOf("keep") < seen.indexOf("remove"));
        }
        function test_buttonsStandAtTheEnd() {
            verify(remove.mapToItem(page, 0, 0).x > keep.mapToItem(page, 0, 0).x);
            const right = remove.mapToItem(page, remove.width, 0).x;
            fuzzyCompare(right, dialog.x + dialog.width - 28, 2);
            compare(dialog.width, 480);
            mouseClick(remove);
            compare(removeClicks.count, 1);
        }
    }
}
