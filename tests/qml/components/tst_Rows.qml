import QtQuick
import QtTest
import Sotto.Components
import Sotto.Theme

Item {
    id: page

    width: 700
    height: 700

    Column {
        id: column

        width: 600

        SettingsRow { id: plain; width: 600; iconName: "timer"; text: "Disappearing messages"; value: "Off"; chevron: true }
        SettingsRow { id: held; width: 600; iconName: "bell"; text: "Notifications"; control: Switch { id: inner; name: "Notifications" } }
        PageHeader { id: header; width: 600; title: "Mira Lindqvist"; caption: "7 people"; back: true; clickable: true }
        Banner { id: banner; width: 600; text: "Did you mean garlic?"; title: "Not on the list."; kind: Banner.Danger; actionText: "Use it" }
        EmptyState { id: empty; title: "Nobody here yet"; text: "Send somebody an invite."; Button { id: invite; text: "Invite somebody" } }
        KeyHint { id: hint; keys: "Ctrl+K" }
        UnreadLine { id: line; width: 600; count: 2 }
        TypingDots { id: dots; width: 600; author: "Noor" }
    }
    SignalSpy { id: plainClicks; target: plain; signalName: "clicked" }
    SignalSpy { id: backs; target: header; signalName: "backRequested" }
    SignalSpy { id: opens; target: header; signalName: "opened" }
    SignalSpy { id: triggers; target: banner; signalName: "triggered" }
    SignalSpy { id: invites; target: invite; signalName: "clicked" }

    TestCase {
        name: "Rows"
        when: windowShown

        function test_settingsRow() {
            mouseClick(plain);
            plain.forceActiveFocus(Qt.TabFocusReason);
            keyClick(Qt.Key_Return);
            compare(plainClicks.count, 2);
            compare(plain.Accessible.name, "Disappearing messages");
            compare(plain.Accessible.description, "Off");
            compare(plain.height, 44);
        }
        function test_controlInARowTakesItsOwnClicks() {
            mouseClick(inner);
            verify(inner.checked);
        }
        function test_header() {
            mouseClick(header, 24, 28);
            compare(backs.count, 1);
            mouseClick(header, 100, 28);
            compare(opens.count, 1);
            compare(header.height, 56);
        }
        function test_banner() {
            compare(banner.Accessible.name, "Not on the list. Did you mean garlic?");
            compare(banner.Accessible.role, Accessible.AlertMessage);
            mouseClick(banner, banner.width - 40, banner.height / 2);
            compare(triggers.count, 1);
        }
        function test_narrowBannerPutsItsButtonBelow() {
            const height = banner.height;
            banner.width = 260;
            tryVerify(() => banner.height > height + 20);
            banner.width = 600;
        }
        function test_emptyState() {
            mouseClick(invite);
            compare(invites.count, 1);
        }
        function test_saidAloud() {
            compare(hint.Accessible.name, "Ctrl+K");
            compare(line.Accessible.name, "2 new");
            compare(dots.Accessible.name, "Noor is typing");
        }
        function test_everythingThatCanBeClickedHasAName() {
            const walk = item => {
                for (const child of Array.from(item.children)) {
                    if (child.clicked !== undefined && child.visible && child.focusPolicy !== undefined)
                        verify(child.Accessible.name.length > 0, child.toString());
                    walk(child);
                }
            };
            walk(column);
        }
    }
}
