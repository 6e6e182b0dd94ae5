import QtQuick
import Sotto.App
import Sotto.Components
import "scenes"

// New words without the old ones: with the pointer and with the keyboard alone.
Item {
    id: root

    width: 1200
    height: 780

    PageTest {
        id: test

        name: "LostWords"
        root: root

        function init() {
            App.phraseCare.called = "";
            App.lostWords.called = "";
        }
        function test_itBeginsInTheSettings() {
            show("10-settings-words");
            press("I lost them");
            compare(App.phraseCare.called, "begin " + PhraseCare.Lose);
        }
        function test_itSaysWhatItMeansBefore() {
            show("19-lose-words", 420);
            for (const text of ["You write down new words today", "Your other devices are told", "The people you talk to see it", "You can change your mind"])
                verify(test.has(text), text);
            compare(App.phraseCare.called, "");
            press("Make new words");
            compare(App.phraseCare.called, "goOn");
        }
        function test_itIsDoneByKeyboard() {
            show("19-lose-words");
            tryVerify(() => test.focused()?.text === "Make new words");
            keyClick(Qt.Key_Return);
            compare(App.phraseCare.called, "goOn");
        }
        function test_itIsLeft() {
            show("19-lose-words");
            press("Not now");
            compare(App.phraseCare.task, PhraseCare.Nothing);
            show("19-lose-words");
            tryVerify(() => test.focused()?.text === "Make new words");
            keyClick(Qt.Key_Escape);
            compare(App.phraseCare.task, PhraseCare.Nothing);
        }
        function test_whatFailedIsTold() {
            show("19b-lose-failed");
            tryVerify(() => test.has("Your relay may not vouch for the 14 days."));
            verify(button("Make new words").enabled);
        }
        function test_theNewOnesAreAskedFor() {
            show("19c-new-words");
            press("I have written them down");
            tryVerify(() => test.has("Which words were these?"));
        }
        function test_whileTheyWaitTheyCanOnlyBeStopped() {
            show("19d-waiting");
            verify(test.has("New words wait until Sunday, 6 December."));
            for (const text of ["I lost them", "Enter the new words", "Show the new words", "You wrote them down."])
                verify(!test.has(text), text);
            press("Stop the new words");
            compare(App.lostWords.called, ""); // it is asked first
            press("Let them wait");
            compare(App.lostWords.called, "");
        }
        function test_theyAreStoppedByKeyboard() {
            show("19d-waiting");
            walkTo("Stop the new words");
            keyClick(Qt.Key_Return);
            tryVerify(() => test.has("Stop the new words?"));
            tryVerify(() => test.focused() !== null);
            for (let i = 0; i < 10 && !(test.focused()?.text === "Stop the new words" && test.focused().kind === Button.Danger); ++i)
                keyClick(Qt.Key_Tab);
            keyClick(Qt.Key_Return);
            compare(App.lostWords.called, "stop");
        }
        function test_unwrittenOnesAreShownAgain() {
            show("19e-unwritten");
            verify(test.has("The new words are not written down yet."));
            press("Show the new words");
            compare(App.phraseCare.called, "showLost");
        }
        function test_theyComeIntoForceWhenTheTimeIsOver() {
            show("19f-ready", 420);
            button("Enter the new words").clicked();
            compare(App.phraseCare.called, "begin " + PhraseCare.Finish);
        }
        function test_theyAreTyped() {
            show("19g-finish");
            tryVerify(() => test.has("Enter your new twelve words"));
            verify(!button("Put them into force").enabled);
            App.wordEntry.complete = true;
            press("Put them into force");
            compare(App.phraseCare.called, "submit");
        }
        function test_whatAnotherDeviceStoppedIsTold() {
            show("19i-ended");
            verify(test.has("Your new words do not come."));
            button("I lost them");
        }
    }
}
