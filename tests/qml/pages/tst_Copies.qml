import QtQuick
import Sotto.App
import "scenes"

// Export, backup, and the end of an account: with the pointer and with the keyboard alone.
Item {
    id: root

    width: 1200
    height: 780

    PageTest {
        id: test

        name: "Copies"
        root: root

        function field(number) {
            return test.findBy(item => item.number === number && item.takesKey !== undefined);
        }

        function test_exportBeginsInTheMenu() {
            show("03-main");
            mouseClick(test.findBy(item => item.name === "More" && item.clicked !== undefined));
            press("Export");
            compare(App.conversationExport.called, "begin 1 Mira Lindqvist");
        }
        function test_exportBeginsInTheDetails() {
            show("06-details");
            button("Export conversation").clicked();
            compare(App.conversationExport.called, "begin 3 Noor Haddad");
        }
        function test_settingsLeadToAllOfThem() {
            show("10-settings-storage");
            button("Export all conversations").clicked();
            compare(App.conversationExport.called, "beginAll");
            button("Back up to a file").clicked();
            compare(App.backupMaking.called, "begin");
            button("Take in a backup").clicked();
            compare(App.backupTaking.called, "begin");
            button("Delete your account").clicked();
            compare(App.leaving.called, "begin");
        }
        function test_settingsAreWhereTheyWere() {
            show("03-main");
            test.scene.page.chosenCover = 1; // the settings
            tryVerify(() => test.has("Devices"));
            press("History and storage");
            button("Back up to a file");
            App.backupMaking.phase = LongTask.Ask;
            tryVerify(() => !test.has("Devices"));
            App.backupMaking.phase = LongTask.Closed;
            button("Back up to a file");
        }
        function test_exportByKeyboard() {
            show("17-export");
            tryVerify(() => test.focused()?.text === "Choose a folder");
            walkTo("Data for programs");
            keyClick(Qt.Key_Space);
            compare(App.conversationExport.format, ConversationExport.Data);
            keyClick(Qt.Key_Escape);
            compare(App.conversationExport.called, "leave");
            tryVerify(() => !test.has("Choose a folder"));
            App.conversationExport.format = ConversationExport.Pages;
        }
        function test_whatRunsIsNotLeftWithEscape() {
            show("17b-export-running", 420);
            tryVerify(() => test.focused()?.text === "Cancel");
            App.conversationExport.called = "";
            keyClick(Qt.Key_Escape);
            compare(App.conversationExport.called, "");
            verify(!test.findBy(item => item.name === "Back" && item.clicked !== undefined && item.visible));
            keyClick(Qt.Key_Return);
            compare(App.conversationExport.called, "cancel");
            // Once is enough.
            App.conversationExport.called = "";
            keyClick(Qt.Key_Return);
            compare(App.conversationExport.called, "");
        }
        function test_doneByKeyboard() {
            show("17c-export-done");
            tryVerify(() => test.focused()?.text === "Done");
            walkTo("Show it in its folder");
            keyClick(Qt.Key_Space);
            compare(App.conversationExport.called, "showResult");
            walkTo("Done");
            keyClick(Qt.Key_Return);
            compare(App.conversationExport.called, "leave");
        }
        function test_backupWithoutWordsLeadsToThem() {
            show("17f-backup-no-words");
            verify(!test.has("Choose where to save it"));
            press("Show twelve words");
            compare(App.backupMaking.called, "leave");
            compare(test.scene.page.chosenCover, 2); // the words
        }
        function test_backupIsTakenInWithFileAndWords() {
            show("17h-take-backup");
            tryVerify(() => field(4)?.activeFocus);
            verify(!button("Take it in").enabled);
            App.wordEntry.fill(Array(12).fill("word"));
            verify(!button("Take it in").enabled);
            App.backupTaking.fileName = "my.sotto-backup";
            tryVerify(() => button("Take it in").enabled);
            verify(test.has("my.sotto-backup"));
            press("Take it in");
            compare(App.backupTaking.called, "start");
        }
        function test_whyABackupIsNotTakenIn() {
            show("17i-take-backup-wrong", 420);
            tryVerify(() => test.findBy(item => item.title === "These words do not open this backup."));
            keyClick(Qt.Key_Escape);
            compare(App.backupTaking.called, "leave");
        }
        function test_theAccountIsKeptWithOneKey() {
            show("18-leave");
            tryVerify(() => test.focused()?.text === "Keep the account");
            keyClick(Qt.Key_Return);
            compare(App.leaving.phase, AccountLeaving.Closed);
        }
        function test_whetherPeopleAreTold() {
            show("18-leave");
            const toggle = test.findBy(item => item.name === "Tell the people you talk to" && item.checked === true);
            verify(toggle);
            for (let i = 0; i < 60 && test.focused() !== toggle; ++i)
                keyClick(Qt.Key_Tab);
            keyClick(Qt.Key_Space);
            verify(!App.leaving.tellContacts);
            App.leaving.tellContacts = true;
        }
        function test_exportInsteadOfDeleting() {
            show("18-leave");
            press("Export all conversations");
            compare(App.conversationExport.called, "beginAll");
            compare(App.leaving.phase, AccountLeaving.Closed);
        }
        function test_deletingTakesWordsAndOneMoreYes() {
            show("18-leave");
            walkTo("Go on to the words");
            keyClick(Qt.Key_Return);
            compare(App.leaving.phase, AccountLeaving.AskWords);
            tryVerify(() => field(4)?.activeFocus);
            verify(!button("Delete the account").enabled);
            App.wordEntry.fill(Array(12).fill("word"));
            App.leaving.called = "";
            press("Delete the account");
            button("Delete for good");
            compare(App.leaving.called, "");
            keyClick(Qt.Key_Escape);
            tryVerify(() => !test.has("Delete for good"));
            compare(App.leaving.called, "");
            App.leaving.wordsTyped();
            press("Delete for good");
            compare(App.leaving.called, "start");
        }
        function test_noKeyDeletesByAccident() {
            show("18d-leave-confirm");
            button("Delete for good");
            App.leaving.called = "";
            keyClick(Qt.Key_Return);
            keyClick(Qt.Key_Space);
            compare(App.leaving.called, "");
        }
        function test_anAccountWithoutWordsIsAskedOnceMore() {
            show("18-leave");
            App.leaving.needsWords = false;
            press("Delete the account");
            compare(App.leaving.phase, AccountLeaving.Explain);
            press("Delete for good");
            compare(App.leaving.called, "start");
            App.leaving.needsWords = true;
        }
        function test_waitingIsStoppedAfterAQuestion() {
            show("18f-leaving-trouble", 420);
            tryVerify(() => test.focused()?.text === "Stop waiting");
            keyClick(Qt.Key_Return);
            button("Wipe it now");
            App.leaving.called = "";
            press("Wait");
            tryVerify(() => !test.has("Wipe it now"));
            compare(App.leaving.called, "");
            press("Stop waiting");
            press("Wipe it now");
            compare(App.leaving.called, "stopWaiting");
        }
        function test_stepsSayWhichIsDone() {
            show("18f-leaving-trouble");
            verify(test.findBy(item => item.now === true && item.modelData === "Removing everything from the relay"));
            verify(test.findBy(item => item.done === true));
        }
        function test_deletedStartsOver() {
            show("18h-deleted");
            verify(test.has("Your account is deleted"));
            press("Start over");
            compare(App.called, "startOver");
        }
    }
}
