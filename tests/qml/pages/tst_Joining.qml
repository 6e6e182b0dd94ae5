import QtQuick
import QtTest
import Sotto.App
import Sotto.Components
import Sotto.Theme
import "scenes"

// Twelve words that are typed: on a new computer, and for what is done with them later.
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

        name: "Joining"
        when: windowShown

        function initTestCase() {
            Theme.reduceMotion = true;
        }
        function cleanup() {
            compare(complaints.taken().join("\n"), "");
        }
        function show(name, width) {
            root.width = width ?? 1200;
            App.wordEntry.called = "";
            App.linkPage.called = "";
            App.phraseCare.called = "";
            App.alarm.called = "";
            App.devices.called = "";
            test.scene = createTemporaryObject(maker, root, { scene: name });
            tryVerify(() => test.scene.page !== null);
            wait(0);
        }
        function focused() {
            return test.scene.Window.window.activeFocusItem;
        }
        function findBy(fits, item) {
            const from = item ?? test.scene.Window.window.contentItem;
            if (from.visible && fits(from))
                return from;
            for (let i = 0; i < from.children.length; ++i) {
                const found = findBy(fits, from.children[i]);
                if (found)
                    return found;
            }
            return null;
        }
        function button(text) {
            tryVerify(() => findBy(item => item.text === text && item.clicked !== undefined), 5000, text);
            return findBy(item => item.text === text && item.clicked !== undefined);
        }
        function press(text) {
            const found = button(text);
            mouseClick(found);
        }
        function field(number) {
            return findBy(item => item.number === number && item.takesKey !== undefined);
        }

        function test_firstPageLeadsToTheWords() {
            show("01-first-run");
            press("I have twelve words already");
            tryVerify(() => App.linkPage.open && field(1));
            tryVerify(() => field(1).activeFocus);
        }
        function test_keysWalkThroughTheFields() {
            show("01b-words");
            tryVerify(() => field(8)?.activeFocus);
            keyClick("h");
            compare(App.wordEntry.called, "setText 7 h");
            keyClick(Qt.Key_Return);
            compare(App.wordEntry.called, "takeSuggestion");
            keyClick(Qt.Key_Down);
            compare(App.wordEntry.called, "choose 1");
            keyClick(Qt.Key_Up);
            compare(App.wordEntry.called, "choose -1");
            keyClick(Qt.Key_Space);
            tryVerify(() => field(9).activeFocus);
            keyClick(Qt.Key_Backspace);
            tryVerify(() => field(8).activeFocus);
            keyClick(Qt.Key_Tab);
            tryVerify(() => field(9).activeFocus);
            compare(App.wordEntry.current, 8);
            keyClick(Qt.Key_Backtab);
            tryVerify(() => field(8).activeFocus);
            keyClick(Qt.Key_V, Qt.ControlModifier);
            compare(App.wordEntry.called, "paste 7");
        }
        function test_suggestionsLeaveTheKeyboardInTheField() {
            show("01c-words-wrong");
            tryVerify(() => field(7)?.activeFocus);
            press("hard");
            compare(App.wordEntry.called, "takeSuggestionAt 2");
            verify(field(7).activeFocus);
            press("Use “garlic”");
            compare(App.wordEntry.called, "useFix");
        }
        function test_fieldsSayWhatIsWrong() {
            show("01c-words-wrong");
            tryVerify(() => field(4));
            compare(field(4).input.Accessible.name, "Word 4 of 12, not on the list");
            compare(field(3).input.Accessible.name, "Word 3 of 12");
        }
        function test_extraPassphraseGoesAlong() {
            show("01d-words-failed");
            tryVerify(() => field(1));
            press("Add passphrase");
            const passphrase = findBy(item => item.label === "Extra passphrase");
            verify(passphrase.activeFocus);
            keyClick("x");
            keyClick("y");
            keyClick(Qt.Key_Return);
            compare(App.linkPage.called, "start xy");
            compare(passphrase.text, "");
        }
        function test_enterBehindTheLastWordStarts() {
            show("01d-words-failed");
            tryVerify(() => field(12));
            App.linkPage.wordsTyped();
            compare(App.linkPage.called, "start ");
        }
        function test_aFailureShowsTheWayOn() {
            show("01d-words-failed", 420);
            tryVerify(() => field(1));
            verify(!findBy(item => item.label === "Address of the relay"));
            press("Change relay");
            verify(findBy(item => item.label === "Address of the relay"));
        }
        function test_noTryWhilePausing() {
            show("01d-words-failed");
            tryVerify(() => button("Bring everything back").enabled);
            App.linkPage.waitSeconds = 30;
            verify(!button("Bring everything back").enabled);
            App.linkPage.waitSeconds = 0;
        }
        function test_escapeLeaves() {
            show("01b-words");
            tryVerify(() => field(8)?.activeFocus);
            keyClick(Qt.Key_Escape);
            verify(!App.linkPage.open);
            tryVerify(() => !field(1));
        }
        function test_stepsCanBeLeftUntilItJoins() {
            show("01b-words");
            App.linkPage.step = 2;
            tryVerify(() => findBy(item => item.text === "Looking for your account"));
            press("Cancel");
            compare(App.linkPage.step, 0);
            tryVerify(() => field(8)?.activeFocus);
            App.linkPage.step = 4;
            tryVerify(() => !field(1));
            verify(!findBy(item => item.text === "Cancel" && item.clicked !== undefined));
        }
        function test_noKeyAnswersAnAlarm() {
            show("07-alarm");
            tryVerify(() => button("Remove it now"));
            tryVerify(() => focused() !== null);
            for (const key of [Qt.Key_Return, Qt.Key_Space, Qt.Key_Escape, Qt.Key_Enter])
                keyClick(key);
            compare(App.alarm.called, "");
            verify(App.alarm.shown);
            press("Keep the device");
            compare(App.alarm.called, "wasMe");
            press("Remove it now");
            compare(App.alarm.called, "wasNotMe");
        }
        function test_alarmByKeyboard() {
            show("07-alarm");
            tryVerify(() => button("Remove it now"));
            keyClick(Qt.Key_Tab);
            keyClick(Qt.Key_Tab);
            tryCompare(focused(), "text", "Remove it now");
            keyClick(Qt.Key_Return);
            compare(App.alarm.called, "wasNotMe");
        }
        function test_alarmAsksForTheWords() {
            show("07b-alarm-words");
            tryVerify(() => field(4)?.activeFocus);
            keyClick(Qt.Key_Escape);
            verify(App.alarm.shown);
            press("I do not have them");
            compare(App.alarm.called, "withoutWords");
            App.alarm.shown = false;
        }
        function test_removingADeviceAsksFirst() {
            show("10-settings-devices");
            tryVerify(() => button("Remove"));
            mouseClick(findBy(item => item.text === "Remove" && item.clicked !== undefined && item.Accessible.description === "Kitchen laptop"));
            compare(App.devices.called, "");
            press("Shut out now");
            compare(App.devices.called, "remove 02");
        }
        function test_aDeviceIsRemovedWithTheWords() {
            show("10f-remove-device");
            press("Use the words");
            compare(App.phraseCare.called, "removeDevice 02 Kitchen laptop");
            compare(App.devices.called, "");
        }
        function test_thisDeviceIsNotShutOut() {
            show("10g-remove-this-device");
            tryVerify(() => button("Remove this device"));
            verify(!findBy(item => item.text === "Shut out now"));
            press("Remove this device");
            compare(App.devices.called, "remove 01");
        }
        function test_removingIsLeftByKey() {
            show("10f-remove-device");
            tryVerify(() => button("Shut out now"));
            keyClick(Qt.Key_Escape);
            tryVerify(() => !findBy(item => item.text === "Shut out now"));
            compare(App.devices.called, "");
        }
        function test_whoIsShutOutJoinsAgain() {
            show("10q-devices-shut-out");
            App.called = "";
            press("Join again");
            compare(App.called, "");
            press("Wipe and join again");
            compare(App.called, "joinAgain");
        }
        function test_aWaitingDeviceIsApproved() {
            show("10-settings-devices");
            press("Approve");
            compare(App.devices.called, "approve 03");
        }
        function test_newWordsAreMadeWhereTheyCanBe() {
            show("10-settings-words");
            tryVerify(() => button("Replace them").enabled);
            press("Replace them");
            compare(App.phraseCare.called, "begin " + PhraseCare.Replace);
            show("10o-words-elsewhere");
            tryVerify(() => !button("Replace them").enabled);
        }
        function test_newDevicesWaitAsked() {
            show("10-settings-words");
            press("New devices wait for approval");
            compare(App.phraseCare.called, "setNewDeviceWaits true");
        }
        function test_nobodyLeavesWhileItIsBeingDone() {
            show("10k-words-busy");
            keyClick(Qt.Key_Escape);
            compare(App.phraseCare.phase, PhraseCare.Busy);
            // Offline it may take days.
            App.network.offline = true;
            keyClick(Qt.Key_Escape);
            compare(App.phraseCare.phase, PhraseCare.Idle);
            App.network.offline = false;
        }
        function test_doneIsLeft() {
            show("10i-removed-with-words");
            tryVerify(() => focused()?.text === "Done");
            keyClick(Qt.Key_Return);
            compare(App.phraseCare.task, PhraseCare.Nothing);
        }
        function test_alarmWithoutTheWordsGoesBack() {
            show("07c-alarm-without");
            press("I found my words");
            compare(App.alarm.called, "withWords");
            press("Later");
            compare(App.alarm.called, "close");
        }
        function test_alarmElsewhereIsOnlyClosed() {
            show("07f-alarm-elsewhere");
            tryVerify(() => button("Close"));
            verify(!findBy(item => item.text === "I found my words"));
            press("Close");
            compare(App.alarm.called, "close");
        }
        function test_alarmWaitsOnlyWhileThereIsARelay() {
            show("07k-alarm-offline");
            press("Close");
            compare(App.alarm.called, "close");
            App.network.offline = false;
        }
        function test_aDeviceIsRenamed() {
            show("10e-rename-device");
            tryVerify(() => button("Save name"));
            tryVerify(() => findBy(item => item.label === "Name of the device")?.activeFocus);
            keyClick("T");
            keyClick(Qt.Key_Return);
            compare(App.devices.called, "rename 02 T");
        }
        function test_copiedOffersTheWords() {
            show("11d-copied");
            press("Join again with the words");
            compare(App.called, "joinAgain");
            App.restoring.copied = false;
        }
        function test_removedStartsOver() {
            show("11c-removed");
            press("Start over");
            compare(App.called, "startOver");
        }
    }
}
