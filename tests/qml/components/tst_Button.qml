import QtQuick
import QtTest
import Sotto.Components
import Sotto.Theme

Item {
    width: 400
    height: 200

    Button {
        id: button
        text: "Copy link"
    }
    Item {
        id: elsewhere
        focus: true
    }
    SignalSpy {
        id: clicks
        target: button
        signalName: "clicked"
    }

    TestCase {
        name: "Button"
        when: windowShown

        function init() {
            button.enabled = true;
            button.busy = false;
            button.kind = Button.Secondary;
            button.iconName = "";
            button.text = "Copy link";
            clicks.clear();
            Theme.scheme = Theme.Light;
        }
        function test_clicksWithPointerAndKeys() {
            mouseClick(button);
            compare(clicks.count, 1);
            button.forceActiveFocus(Qt.TabFocusReason);
            keyClick(Qt.Key_Space);
            compare(clicks.count, 2);
            keyClick(Qt.Key_Return);
            compare(clicks.count, 3);
            keyClick(Qt.Key_Enter);
            compare(clicks.count, 4);
        }
        function test_disabledTakesNothing() {
            button.enabled = false;
            mouseClick(button);
            button.forceActiveFocus();
            keyClick(Qt.Key_Return);
            compare(clicks.count, 0);
        }
        function test_busyTakesNothingAndKeepsItsWidth() {
            const width = button.width;
            button.busy = true;
            compare(button.width, width);
            mouseClick(button);
            button.forceActiveFocus();
            keyClick(Qt.Key_Space);
            keyClick(Qt.Key_Return);
            compare(clicks.count, 0);
            verify(button.activeFocus);
            compare(button.Accessible.description, "Busy");
        }
        function test_namesItself() {
            compare(button.Accessible.name, "Copy link");
            compare(button.Accessible.role, Accessible.Button);
        }
        function test_keyboardShowsTheRing() {
            elsewhere.forceActiveFocus();
            button.forceActiveFocus(Qt.TabFocusReason);
            verify(button.visualFocus);
            elsewhere.forceActiveFocus();
            mouseClick(button);
            verify(button.activeFocus);
            verify(!button.visualFocus);
        }
        function test_kindsDiffer_data() {
            return [
                { tag: "primary", kind: Button.Primary, fill: "accent", ink: "inkOnAccent" },
                { tag: "danger", kind: Button.Danger, fill: "danger", ink: "inkOnDanger" }
            ];
        }
        function test_kindsDiffer(row) {
            mouseMove(button, 390, 190);
            button.kind = row.kind;
            verify(Qt.colorEqual(button.fill, Theme.color[row.fill]));
            verify(Qt.colorEqual(button.ink, Theme.color[row.ink]));
            button.enabled = false;
            verify(Qt.colorEqual(button.fill, Theme.color.field));
        }
        function test_hoverAndPressShow() {
            button.kind = Button.Primary;
            mouseMove(button, 5, 5);
            tryVerify(() => Qt.colorEqual(button.fill, Theme.color.accentHover));
            mousePress(button, 5, 5);
            verify(Qt.colorEqual(button.fill, Theme.color.accentPressed));
            mouseRelease(button, 5, 5);
        }
        function test_heights() {
            compare(button.height, 36);
            button.large = true;
            compare(button.height, 44);
            button.large = false;
        }
        function test_growsWithTheText() {
            const width = button.width;
            Theme.textScaleChoice = 2;
            verify(button.width > 1.7 * width - 32);
            verify(button.height >= Theme.type.bodyStrong.lineHeight);
            Theme.textScaleChoice = 1;
        }
    }
}
