import QtQuick
import QtTest
import Sotto.Components
import Sotto.Theme

Item {
    width: 500
    height: 400

    Column {
        IconButton { id: iconButton; iconName: "search"; name: "Search"; shortcut: "Ctrl+F" }
        Switch { id: toggle; name: "Notifications" }
        CheckBox { id: box; text: "I have written them down" }
        RadioRow { id: first; text: "System"; checked: true }
        RadioRow { id: second; text: "Light"; description: "By day" }
        Chip { id: chip; text: "Files"; checkable: true }
        Badge { id: badge; count: 0 }
        Avatar { id: avatar; initials: "ML"; colorIndex: 6 }
    }
    SignalSpy { id: iconClicks; target: iconButton; signalName: "clicked" }
    SignalSpy { id: toggles; target: toggle; signalName: "toggled" }
    SignalSpy { id: boxToggles; target: box; signalName: "toggled" }

    TestCase {
        name: "Controls"
        when: windowShown

        function test_iconButton() {
            mouseClick(iconButton);
            iconButton.forceActiveFocus(Qt.TabFocusReason);
            keyClick(Qt.Key_Space);
            keyClick(Qt.Key_Return);
            compare(iconClicks.count, 3);
            compare(iconButton.Accessible.name, "Search");
            verify(iconButton.width >= 36 && iconButton.height >= 36);
        }
        function test_switch() {
            mouseClick(toggle);
            verify(toggle.checked);
            toggle.forceActiveFocus(Qt.TabFocusReason);
            keyClick(Qt.Key_Space);
            verify(!toggle.checked);
            keyClick(Qt.Key_Return);
            verify(toggle.checked);
            compare(toggles.count, 3);
            compare(toggle.Accessible.name, "Notifications");
            compare(toggle.Accessible.checked, true);
        }
        function test_checkBox() {
            mouseClick(box);
            verify(box.checked);
            box.forceActiveFocus(Qt.TabFocusReason);
            keyClick(Qt.Key_Space);
            verify(!box.checked);
            keyClick(Qt.Key_Enter);
            verify(box.checked);
            compare(boxToggles.count, 3);
            compare(box.Accessible.role, Accessible.CheckBox);
        }
        function test_radioRowsExcludeEachOther() {
            mouseClick(second);
            verify(second.checked);
            verify(!first.checked);
            first.forceActiveFocus(Qt.TabFocusReason);
            keyClick(Qt.Key_Space);
            verify(first.checked);
            verify(!second.checked);
            keyClick(Qt.Key_Down);
            verify(second.activeFocus || second.checked || first.activeFocus);
            compare(second.Accessible.description, "By day");
        }
        function test_chip() {
            chip.checked = false;
            mouseClick(chip);
            verify(chip.checked);
            compare(chip.Accessible.name, "Files");
            compare(chip.height, 28);
        }
        function test_badge() {
            verify(!badge.visible);
            badge.count = 12;
            verify(badge.visible);
            verify(badge.width >= badge.height);
            const narrow = badge.width;
            badge.count = 4321;
            verify(badge.width > narrow);
        }
        function test_avatarIsRoundForPeopleOnly() {
            compare(avatar.cornerRadius, avatar.width / 2);
            avatar.group = true;
            compare(avatar.cornerRadius, Math.round(avatar.width * 0.3));
            avatar.group = false;
        }
    }
}
