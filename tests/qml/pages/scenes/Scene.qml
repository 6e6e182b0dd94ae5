import QtQuick
import Sotto.App
import Sotto.Pages
import Sotto.Theme
import "samples.js" as Samples

// A page of Sotto in one of its states, with the people and messages of the design's pictures.
//
//   scene   which one: see `scenes`
Item {
    id: root

    property string scene
    property Item page: null

    readonly property var scenes: ({
            "01-first-run": () => root.firstRun(),
            "01b-words": () => root.enterWords(7),
            "01c-words-wrong": () => root.wrongWord(),
            "01d-words-failed": () => root.nothingFound(),
            "01e-words-relay": () => root.otherRelay(),
            "01f-joining": () => root.joining(),
            "02-invite": () => root.invite(),
            "02b-open-invite": () => root.openInvite(),
            "02c-outside-link": () => root.outsideLink(),
            "02d-invited": () => root.invited(),
            "03-main": () => root.main(),
            "03c-states": () => root.states(),
            "03d-editing": () => root.editing(),
            "04-empty": () => root.empty(),
            "05-search": () => root.search(),
            "05b-find": () => root.find(),
            "06-details": () => root.details(),
            "06b-differs": () => root.differs(),
            "07-alarm": () => root.alarm(0),
            "07b-alarm-words": () => root.alarmWords(),
            "07c-alarm-without": () => root.alarmWithout(),
            "07d-alarm-done": () => root.alarmDone(),
            "07e-alarm-new-words": () => root.alarmNewWords(),
            "07f-alarm-elsewhere": () => root.alarmElsewhere(),
            "07g-alarm-used": () => root.alarmUsed(),
            "07h-alarm-removal": () => root.alarmRemoval(),
            "07i-alarm-replacing": () => root.alarmReplacing(),
            "07j-alarm-failed": () => root.alarmFailed(),
            "07k-alarm-offline": () => root.alarmOffline(),
            "07l-alarm-long-name": () => root.alarmLongName(),
            "07-link": () => root.link(),
            "08-switcher": () => root.popup("showSwitcher"),
            "08b-keys": () => root.popup("showKeys"),
            "09-words": () => root.words(false),
            "09b-confirm": () => root.words(true),
            "10-settings-profile": () => root.settings(0),
            "10-settings-devices": () => root.settings(1),
            "10-settings-words": () => root.settings(2),
            "10-settings-lock": () => root.settings(3),
            "10-settings-privacy": () => root.settings(4),
            "10-settings-notifications": () => root.settings(5),
            "10-settings-appearance": () => root.settings(6),
            "10-settings-relay": () => root.settings(7),
            "10-settings-storage": () => root.settings(8),
            "10-settings-about": () => root.settings(9),
            "11-locked": () => root.locked(),
            "10b-devices-pending": () => root.pendingRemoval(),
            "10c-check-words": () => root.checkWords(),
            "10d-replace-words": () => root.replaceWords(),
            "10e-rename-device": () => root.renameDevice(),
            "10f-remove-device": () => root.removeDevice(1),
            "10g-remove-this-device": () => root.removeDevice(0),
            "10h-remove-with-words": () => root.removeWithWords(),
            "10i-removed-with-words": () => root.removedWithWords(),
            "10j-words-right": () => root.wordsRight(),
            "10k-words-busy": () => root.wordsBusy(false),
            "10l-words-offline": () => root.wordsBusy(true),
            "10m-new-devices-wait": () => root.newDevicesWait(),
            "10n-confirm-new-words": () => root.confirmNewWords(),
            "10o-words-elsewhere": () => root.wordsElsewhere(),
            "10p-devices-long-names": () => root.longNames(),
            "10q-devices-shut-out": () => root.devicesShutOut(),
            "10s-join-again": () => root.joinAgain(),
            "10r-devices-failed": () => root.devicesFailed(),
            "19-lose-words": () => root.loseWords(),
            "19b-lose-failed": () => root.loseWordsFailed(),
            "19c-new-words": () => root.lostNewWords(),
            "19d-waiting": () => root.lostWordsWait(false),
            "19e-unwritten": () => root.lostWordsWait(true),
            "19f-ready": () => root.lostWordsReady(),
            "19g-finish": () => root.lostWordsFinish(),
            "19h-in-force": () => root.lostWordsInForce(),
            "19i-ended": () => root.lostWordsEnded(),
            "19j-stop": () => root.lostWordsStop(),
            "11e-left": () => root.leftAccount(),
            "12d-shut-out": () => root.shutOut(),
            "11c-removed": () => root.removed(),
            "11d-copied": () => root.copied(),
            "12c-trouble": () => root.trouble(),
            "12b-restoring": () => root.restoring(),
            "11b-failure": () => root.failure(),
            "12-list": () => root.list(),
            "13-request": () => root.request(),
            "13b-asked": () => root.asked(),
            "14-paused": () => root.paused(),
            "14b-phrase": () => root.phrase(),
            "17-export": () => root.exporting(),
            "17b-export-running": () => root.exportRunning(),
            "17c-export-done": () => root.exportDone(),
            "17d-export-failed": () => root.exportFailed(),
            "17e-backup": () => root.backup(TwelveWords.Confirmed),
            "17f-backup-no-words": () => root.backup(TwelveWords.None),
            "17g-backup-done": () => root.backupDone(),
            "17h-take-backup": () => root.takeBackup(3),
            "17i-take-backup-wrong": () => root.takeBackupWrong(),
            "17j-taking-backup": () => root.takingBackup(),
            "18-leave": () => root.leave(AccountLeaving.Explain),
            "18b-leave-words": () => root.leave(AccountLeaving.AskWords),
            "18c-leave-wrong": () => root.leaveWrong(),
            "18d-leave-confirm": () => root.leaveConfirm(),
            "18e-leaving": () => root.leaving(AccountLeaving.Telling),
            "18f-leaving-trouble": () => root.leavingTrouble(),
            "18g-leaving-stop": () => root.leavingStop(),
            "18h-deleted": () => root.deleted(),
            "16-emoji": () => root.emoji()
        })

    LayoutMirroring.enabled: Theme.mirrored
    LayoutMirroring.childrenInherit: true

    Component.onCompleted: Qt.callLater(root.scenes[root.scene])

    Component {
        id: conversation

        Conversation {}
    }
    Component {
        id: invitePage

        InvitePage {}
    }

    Loader {
        id: loader

        anchors.fill: parent
        focus: true
    }

    // The item that readers of the screen know by this name, or a button with these words on it.
    function findByName(item, name) {
        if (item.name === name || (item.text === name && item.clicked !== undefined))
            return item;
        for (let i = 0; i < item.children.length; ++i) {
            const found = root.findByName(item.children[i], name);
            if (found)
                return found;
        }
        return null;
    }
    // The first item that has this property or function.
    function findWith(item, property) {
        if (item[property] !== undefined)
            return item;
        for (let i = 0; i < item.children.length; ++i) {
            const found = root.findWith(item.children[i], property);
            if (found)
                return found;
        }
        return null;
    }
    function stage(file) {
        loader.source = "qrc:/qt/qml/Sotto/Pages/" + file;
        root.page = loader.item;
    }
    function open(properties, rows) {
        App.current = conversation.createObject(root, properties);
        App.current.messages.rows = rows;
        App.conversations.rows = Samples.select(Theme.mirrored ? Samples.arabicList : Samples.list, properties.conversationId);
        App.switcher.rows = App.conversations.rows;
    }
    function reset() {
        App.current = null;
        App.invite = null;
        App.stage = App.Stage.Ready;
        App.network.offline = false;
        App.words.offer = false;
        App.search.query = "";
        App.search.rows = [];
        App.search.inConversation = 0;
        App.inviteOpening.linkFromOutside = "";
        App.inviteOpening.forgetError();
        App.inviteOpening.deciding = false;
        App.conversations.rows = [];
        App.invites.rows = [];
        App.linkPage.open = false;
        App.linkPage.step = 0;
        App.linkPage.errorTitle = "";
        App.linkPage.relayText = "";
        App.linkPage.relayError = "";
        App.linkPage.relayHost = "relay.sotto.example";
        App.wordEntry.fill([]);
        App.alarm.shown = false;
        App.alarm.phase = Alarm.Question;
        App.alarm.canReplace = true;
        App.alarm.error = "";
        App.alarm.deviceName = "Elin’s new laptop";
        App.leftByItself = false;
        App.phraseCare.task = PhraseCare.Nothing;
        App.phraseCare.phase = PhraseCare.Idle;
        App.phraseCare.errorTitle = "";
        App.phraseCare.canReplace = true;
        App.phraseCare.newDeviceWaits = false;
        App.lostWords.waiting = false;
        App.lostWords.ready = false;
        App.lostWords.unwritten = false;
        App.lostWords.busy = false;
        App.lostWords.forget();
        App.devices.pendingTitle = "";
        App.devices.shutOutTitle = "";
        App.devices.error = "";
        App.devices.rows = Samples.devices;
        App.restoring.active = false;
        App.restoring.asOf = "";
        App.restoring.troubleTitle = "";
        App.restoring.copied = false;
        App.words.state = TwelveWords.None;
        App.conversationExport.leave();
        App.backupMaking.leave();
        App.backupTaking.leave();
        App.backupTaking.fileName = "";
        App.leaving.phase = AccountLeaving.Closed;
        App.leaving.errorTitle = "";
        App.leaving.troubleTitle = "";
        App.leaving.endedElsewhere = false;
    }
    function firstRun() {
        root.reset();
        root.stage("FirstRunStage.qml");
        root.findByName(loader.item, qsTr("Your name")).text = "Elin Kask";
    }
    function enterWords(count) {
        root.reset();
        App.linkPage.open = true;
        App.wordEntry.fill(Samples.words.slice(0, count));
        root.stage("FirstRunStage.qml");
    }
    function wrongWord() {
        root.reset();
        App.linkPage.open = true;
        App.wordEntry.fill(Samples.words.slice(0, 6));
        App.wordEntry.rows = App.wordEntry.rows.map(row => Object.assign({}, row, { word: row.number === 4 ? "garlik" : row.number === 7 ? "har" : row.word, isWrong: row.number === 4, completedWord: row.number === 7 ? "harvest" : "" }));
        App.wordEntry.filled = 5;
        App.wordEntry.current = 6;
        App.wordEntry.typed = "har";
        App.wordEntry.suggestions = ["harvest", "harbor", "hard", "harsh"];
        App.wordEntry.problemTitle = "Word 4, “garlik”, is not on the word list.";
        App.wordEntry.problemText = "Did you mean “garlic”?";
        App.wordEntry.fix = "garlic";
        root.stage("FirstRunStage.qml");
    }
    function nothingFound() {
        root.enterWords(12);
        App.linkPage.step = LinkPage.Failed;
        App.linkPage.errorTitle = "No account with these words at this relay.";
        App.linkPage.errorText = "If you used another relay or an extra passphrase, add it. Your words are still here.";
        App.linkPage.offersRelay = true;
        App.linkPage.offersPassphrase = true;
    }
    function otherRelay() {
        root.reset();
        App.linkPage.relayHost = "";
        App.linkPage.open = true;
        App.wordEntry.fill(Samples.words);
        App.linkPage.relayText = "sotto://relay.example/#BQ4K";
        App.linkPage.relayError = "This address is not complete. A part is missing, often the end.";
        root.stage("FirstRunStage.qml");
    }
    function joining() {
        root.enterWords(12);
        App.linkPage.step = LinkPage.Joining;
        App.linkPage.stepNote = "Your other devices are told. If the relay is out of reach now, Sotto goes on by itself.";
    }
    function alarm(phase) {
        root.main();
        Object.assign(App.alarm, Samples.alarms.added);
        App.alarm.phase = phase;
        App.alarm.shown = true;
    }
    function care(task, phase, title, text) {
        App.phraseCare.phase = phase;
        App.phraseCare.title = title;
        App.phraseCare.text = text;
        App.phraseCare.task = task;
    }
    function alarmWords() {
        root.main();
        App.alarm.phase = Alarm.AskWords;
        App.alarm.shown = true;
        App.wordEntry.fill(Samples.words.slice(0, 3));
        root.care(PhraseCare.Replace, PhraseCare.AskWords, "Enter your old twelve words", "Sotto needs them once more. Then it gives you new ones, and the old ones stop working at once.");
    }
    function alarmNewWords() {
        root.main();
        App.alarm.phase = Alarm.AskWords;
        App.alarm.shown = true;
        App.words.show();
        root.care(PhraseCare.Replace, PhraseCare.NewWords, "Write down your new words now", "On paper, in this order. After this, Sotto forgets them.");
    }
    function alarmWithout() {
        root.alarm(Alarm.WithoutWords);
        App.alarm.title = "The device is shut out";
        App.alarm.text = "It gets no new messages, and the people you talk to send it nothing. What it has read already cannot be taken back. Whenever you find your words, replace them in the settings, under Twelve words. If they are lost, new ones take 14 days, there as well.";
    }
    function alarmElsewhere() {
        root.alarmWithout();
        App.alarm.canReplace = false;
        App.alarm.text = "It gets no new messages, and the people you talk to send it nothing. What it has read already cannot be taken back. New words are made on your oldest device, “Desk computer”: open Sotto there, and replace them in the settings, under Twelve words.";
    }
    function alarmDone() {
        root.alarm(Alarm.Done);
        App.alarm.title = "You are safe again.";
        App.alarm.text = "Whoever had the old words is shut out, and they open nothing any more. What was read before cannot be taken back.";
    }
    function alarmUsed() {
        root.alarm(Alarm.Question);
        Object.assign(App.alarm, Samples.alarms.used);
    }
    function alarmRemoval() {
        root.alarm(Alarm.Question);
        Object.assign(App.alarm, Samples.alarms.removal);
    }
    function alarmReplacing() {
        root.alarm(Alarm.Question);
        Object.assign(App.alarm, Samples.alarms.replacing);
    }
    function alarmFailed() {
        root.alarm(Alarm.Question);
        App.alarm.error = "This device is too new to do that. Answer on “Desk computer”, which was here before.";
    }
    function alarmOffline() {
        root.alarm(Alarm.ShuttingOut);
        App.alarm.title = "Shutting it out";
        App.alarm.text = "Nothing new reaches it from then on.";
        App.network.offline = true;
    }
    function alarmLongName() {
        root.alarm(Alarm.Question);
        App.alarm.deviceName = Samples.longName;
    }
    function pendingRemoval() {
        root.settings(1);
        App.devices.pendingTitle = "“Kitchen laptop” is being removed.";
        App.devices.pendingText = "Nothing new reaches it. In 13 days and 4 hours it leaves this list.";
    }
    function renameDevice() {
        root.settings(1);
        root.findByName(loader.item, "Rename Kitchen laptop").clicked();
    }
    function checkWords() {
        root.main();
        App.wordEntry.fill(Samples.words);
        root.care(PhraseCare.Check, PhraseCare.AskWords, "Do you still have your twelve words?", "Type them from your paper. Sotto says whether they are right, and forgets them.");
        App.phraseCare.errorTitle = "These are not the words of this account.";
        App.phraseCare.errorText = "They may be older ones, or those of another account. Look for a newer paper.";
    }
    function replaceWords() {
        root.main();
        root.care(PhraseCare.Replace, PhraseCare.AskWords, "Enter your old twelve words", "Sotto needs them once more. Then it gives you new ones, and the old ones stop working at once.");
    }
    function removeDevice(row) {
        root.settings(1);
        root.findWith(loader.item, "askRemoval").askRemoval(Samples.devices[row]);
    }
    function removeWithWords() {
        root.main();
        App.wordEntry.fill(Samples.words.slice(0, 5));
        root.care(PhraseCare.Remove, PhraseCare.AskWords, "Enter your twelve words", "With them, “Kitchen laptop” is removed at once. Sotto forgets them again.");
    }
    function removedWithWords() {
        root.main();
        root.care(PhraseCare.Remove, PhraseCare.Done, "“Kitchen laptop” is removed.", "Nothing new reaches it, and it wipes what it has of your messages when it next connects.");
    }
    function wordsRight() {
        root.main();
        root.care(PhraseCare.Check, PhraseCare.Right, "These are your words.", "Keep the paper where you keep other papers that matter.");
    }
    function wordsBusy(offline) {
        root.main();
        App.network.offline = offline;
        root.care(PhraseCare.Replace, PhraseCare.Busy, "Making twelve new words", "This takes a second or two.");
    }
    function newDevicesWait() {
        root.main();
        App.phraseCare.newDeviceWaits = true;
        root.care(PhraseCare.SetWaits, PhraseCare.Done, "New devices wait from now on.", "Approve one on a device that you have, or wait a day.");
    }
    function confirmNewWords() {
        root.alarmNewWords();
        root.findWith(loader.item, "confirming").confirming = true;
    }
    function wordsElsewhere() {
        root.settings(2);
        App.phraseCare.canReplace = false;
        App.phraseCare.replaceHint = "Only on your oldest device, “Desk computer”.";
    }
    function loseWords() {
        root.main();
        root.care(PhraseCare.Lose, PhraseCare.Explain, "Did you lose your twelve words?", "This computer can have new ones made without the old. So that nobody else can do that unnoticed, it takes 14 days.");
    }
    function loseWordsFailed() {
        root.loseWords();
        App.phraseCare.errorTitle = "Your relay may not vouch for the 14 days.";
        App.phraseCare.errorText = "Your account has named another one for that, or none, and only the old words can change it. Nothing was changed.";
    }
    function lostNewWords() {
        root.main();
        App.words.show();
        root.care(PhraseCare.Lose, PhraseCare.NewWords, "Write down your new words now", "On paper, in this order. After this, Sotto forgets them, and asks for them once in 14 days.");
    }
    function lostWordsWait(unwritten) {
        root.settings(2);
        App.lostWords.title = "New words wait until Sunday, 6 December.";
        App.lostWords.text = "Until then they do nothing, and the old ones go on working. Each of your devices can stop them.";
        App.lostWords.unwritten = unwritten;
        App.lostWords.waiting = true;
    }
    function lostWordsReady() {
        root.settings(2);
        App.lostWords.title = "Your new words can come into force.";
        App.lostWords.text = "The 14 days are over, and nobody stopped them. Type them from your paper: from then on they count, and the old ones open nothing any more.";
        App.lostWords.ready = true;
        App.lostWords.waiting = true;
    }
    function lostWordsStop() {
        root.lostWordsWait(false);
        root.findByName(loader.item, "Stop the new words").clicked();
    }
    function lostWordsFinish() {
        root.main();
        App.wordEntry.fill(Samples.words.slice(0, 4));
        root.care(PhraseCare.Finish, PhraseCare.AskWords, "Enter your new twelve words", "Type them from your paper. From then on they count, and the old ones open nothing any more. Sotto forgets them again.");
    }
    function lostWordsInForce() {
        root.main();
        root.care(PhraseCare.Finish, PhraseCare.Done, "Your new words are in force.", "The old ones open nothing any more. The people you talk to see that your words were replaced: compare safety numbers with them again.");
    }
    function lostWordsEnded() {
        root.settings(2);
        App.lostWords.title = "Your new words do not come.";
        App.lostWords.text = "Another device of yours stopped them, or has replaced the words itself. If that was not you, look at your devices.";
        App.lostWords.endedElsewhere = true;
    }
    function longNames() {
        root.settings(1);
        App.devices.rows = Samples.devices.map(row => Object.assign({}, row, { name: Samples.longName }));
    }
    function devicesShutOut() {
        root.settings(1);
        root.beShutOut();
        App.devices.rows = Samples.devices.map(row => Object.assign({}, row, { canRename: false, canApprove: false, canRemove: false }));
    }
    function joinAgain() {
        root.devicesShutOut();
        root.findWith(loader.item, "advises").triggered();
    }
    function devicesFailed() {
        root.settings(1);
        App.devices.error = "Write down your twelve words first: without them there would be no way back.";
    }
    function shutOut() {
        root.main();
        root.beShutOut();
    }
    function beShutOut() {
        App.devices.shutOutTitle = "Another device of yours has shut this one out.";
        App.devices.shutOutText = "Nobody takes messages from here, and nothing new arrives. What you can do stands in the settings, under Devices.";
        App.devices.shutOutAdvice = "Nobody takes messages from here, and nothing new arrives. If that was a mistake, make this computer a device again with your twelve words. If it was not you, have new words made on the device that you had first.";
    }
    function leftAccount() {
        root.removed();
        App.leftByItself = true;
    }
    function removed() {
        root.reset();
        App.stage = App.Stage.Removed;
        root.stage("devices/RemovedStage.qml");
    }
    function task(task, phase, title, text) {
        task.share = 0;
        task.stopping = false;
        task.stopped = false;
        task.canShowResult = phase === LongTask.Done;
        task.title = title;
        task.text = text;
        task.phase = phase;
    }
    function exporting() {
        root.main();
        root.task(App.conversationExport, LongTask.Ask, "Export the conversation with Mira Lindqvist", "Your messages as files that need no Sotto, in a new folder inside the one that you choose.");
    }
    function exportRunning() {
        root.main();
        root.task(App.conversationExport, LongTask.Running, "Writing the export", "");
        App.conversationExport.share = 0.34;
        App.conversationExport.progressText = "4,243 of 12,480 messages";
    }
    function exportDone() {
        root.main();
        root.task(App.conversationExport, LongTask.Done, "The export is written", "It is in the folder “Sotto export 2026-11-22”, in ~/Documents. Whoever gets it can read it.");
    }
    function exportFailed() {
        root.exporting();
        App.conversationExport.errorTitle = "The disk is full.";
        App.conversationExport.errorText = "Nothing is lost; make some room, then try again.";
    }
    function backup(words) {
        root.main();
        App.words.state = words;
        root.task(App.backupMaking, LongTask.Ask, "Back up to a file", "Your people, your messages and your settings in one encrypted file. Nothing opens it but your twelve words, and no relay is needed for that.");
    }
    function backupDone() {
        root.main();
        root.task(App.backupMaking, LongTask.Done, "The backup is written", "It is the file “Sotto 2026-11-22.sotto-backup”, in ~/Documents. The words that you have today open it. If you replace them, make a new backup.");
    }
    function takeBackup(words) {
        root.main();
        App.wordEntry.fill(Samples.words.slice(0, words));
        root.task(App.backupTaking, LongTask.Ask, "Take in a backup", "It brings back what this computer does not have. What is newer here stays, and what you have deleted stays deleted.");
    }
    function takeBackupWrong() {
        root.takeBackup(12);
        App.backupTaking.fileName = "Sotto 2026-03-02.sotto-backup";
        App.backupTaking.errorTitle = "These words do not open this backup.";
        App.backupTaking.errorText = "It was made for other words: if yours are newer than the backup, type the older ones.";
    }
    function takingBackup() {
        root.main();
        root.task(App.backupTaking, LongTask.Running, "Taking in the backup", "");
        App.backupTaking.share = 0.8;
        App.backupTaking.stopping = true;
        App.backupTaking.progressText = "Stopping";
    }
    function leave(phase) {
        root.main();
        App.wordEntry.fill(Samples.words.slice(0, 3));
        App.leaving.phase = phase;
    }
    function leaveWrong() {
        root.leave(AccountLeaving.AskWords);
        App.wordEntry.fill(Samples.words);
        App.leaving.errorTitle = "These are twelve words, but not those of this account.";
        App.leaving.errorText = "Compare them with your paper.";
    }
    function leaveConfirm() {
        root.leave(AccountLeaving.AskWords);
        App.wordEntry.fill(Samples.words);
        App.leaving.wordsTyped();
    }
    function leaving(phase) {
        root.reset();
        App.stage = App.Stage.Leaving;
        App.leaving.phase = phase;
        root.stage("export/LeavingStage.qml");
    }
    function leavingTrouble() {
        root.leaving(AccountLeaving.Erasing);
        App.leaving.troubleTitle = "The relay cannot be reached.";
        App.leaving.troubleText = "Sotto tries again by itself. If you do not want to wait, wipe this computer now: what the relay still keeps then stays there, encrypted, for good.";
    }
    function leavingStop() {
        root.leavingTrouble();
        root.findByName(loader.item, "Stop waiting").clicked();
    }
    function deleted() {
        root.reset();
        App.leaving.endedElsewhere = true;
        App.stage = App.Stage.Removed;
        root.stage("devices/RemovedStage.qml");
    }
    function copied() {
        root.main();
        App.restoring.copied = true;
    }
    function trouble() {
        root.main();
        App.restoring.troubleTitle = "The relay does not show all that your other devices have saved there.";
        App.restoring.troubleText = "What you see may be out of date. Nothing on this computer was removed.";
    }
    function restoring() {
        root.main();
        App.restoring.active = true;
        App.restoring.share = 0.124;
        App.restoring.text = "Getting your history: 12,400 of 100,000 messages";
        App.restoring.asOf = "As of Tuesday, 14:02. No other device could be asked.";
    }
    function noor(more) {
        root.reset();
        root.open(Object.assign({ conversationId: 3, name: "Noor Haddad", initials: "NH", colorIndex: 1, caption: "2 devices" }, more), Samples.noor);
    }
    function main() {
        root.reset();
        if (Theme.mirrored)
            root.open({ conversationId: 1, name: "ليلى منصور", initials: "لم", colorIndex: 6, verified: true, typing: true, typingText: "تكتب الآن…" }, Samples.arabicMira);
        else
            root.open({ conversationId: 1, name: "Mira Lindqvist", initials: "ML", colorIndex: 6, verified: true, typing: true, typingText: "Typing…" }, Samples.mira);
        root.stage("Workspace.qml");
    }
    function states() {
        root.reset();
        root.open({ conversationId: 8, name: "Jonas Weber", initials: "JW", colorIndex: 5, newestBelow: 4 }, Samples.jonas);
        App.current.composer.quotedAuthor = "Jonas";
        App.current.composer.quotedExcerpt = "That is early enough. The shop closes at eight.";
        App.current.composer.text = "Good, then I will bring";
        root.stage("Workspace.qml");
    }
    function editing() {
        root.noor({});
        App.current.composer.isEditing = true;
        App.current.composer.text = "See you at the station then, platform 4";
        root.stage("Workspace.qml");
    }
    function invite() {
        root.reset();
        App.invites.rows = [{ inviteId: 1, expiresText: "Ends in 7 days" }];
        App.invite = invitePage.createObject(root);
        root.stage("Workspace.qml");
    }
    function openInvite() {
        root.reset();
        root.stage("Workspace.qml");
        root.page.openingInvite = true;
        App.inviteOpening.errorTitle = "This link is not complete.";
        App.inviteOpening.error = "A part is missing, often the end. Ask for it again, or scan the code.";
    }
    function outsideLink() {
        root.reset();
        App.inviteOpening.linkFromOutside = "sotto://relay.sotto.example/i/1";
        root.stage("Workspace.qml");
    }
    function invited() {
        root.reset();
        root.stage("Workspace.qml");
        root.page.openingInvite = true;
        App.inviteOpening.invitation = "Mira Lindqvist invites you";
        App.inviteOpening.deciding = true;
    }
    function empty() {
        root.reset();
        App.words.offer = true;
        root.stage("Workspace.qml");
    }
    function search() {
        root.main();
        App.current.messages.rows = Samples.mira.map(row => Object.assign({}, row, { highlighted: row.messageId === 6, isUnreadStart: false }));
        App.search.query = "light";
        App.search.rows = Samples.found;
    }
    function find() {
        root.main();
        App.search.inConversation = 1;
        App.search.query = "light";
        App.search.rows = Samples.found;
        App.search.currentHitText = "1 of 2";
        App.current.messages.rows = Samples.marked(App.current.messages.rows, Theme.mirrored ? "القارب|قارب" : "light|kettle", Theme.color);
    }
    function details() {
        root.noor({});
        root.stage("Workspace.qml");
        root.page.detailsShown = true;
        App.current.contact.addedText = "2 devices, newest since 3 Nov";
    }
    function differs() {
        root.details();
        App.current.contact.comparison = 2;
        App.current.contact.comparisonTitle = "Stop writing here for now.";
        App.current.contact.comparisonText = "Somebody may stand between you and Noor. Ask Noor on another way whether anything changed.";
    }
    function link() {
        root.main();
        App.current.askLink("https://ferry.example/timetable?from=varvi&to=lighthouse&day=saturday");
    }
    function popup(what) {
        root.main();
        loader.item.popups[what]();
    }
    function words(confirming) {
        root.reset();
        root.stage("WordsCover.qml");
        loader.item.confirming = confirming;
    }
    function settings(section) {
        root.reset();
        App.network.text = "";
        App.words.state = TwelveWords.Confirmed;
        root.stage("SettingsCover.qml");
        loader.item.section = section;
    }
    function locked() {
        root.reset();
        App.stage = App.Stage.Locked;
        App.appLock.error = "That is not the password.";
        root.stage("UnlockStage.qml");
    }
    function failure() {
        root.reset();
        root.stage("FailureStage.qml");
    }
    function list() {
        root.reset();
        App.conversations.rows = Samples.select(Samples.list, 0);
        App.network.offline = true;
        App.network.text = "Offline. What you write is sent later.";
        App.words.offer = true;
        root.stage("Workspace.qml");
    }
    function request() {
        root.reset();
        root.open({ conversationId: 20, name: "Rasmus Põld", initials: "RP", colorIndex: 3, isRequest: true, caption: "Not in your contacts yet", requestTitle: "Let Rasmus write to you?", requestText: "Until you accept, Rasmus cannot tell that you have read this. The name is Rasmus’s own choice; nobody has checked it." }, Samples.rasmus);
        App.current.contact.addedText = "Came through your invite, made on 2 November.";
        App.conversations.rows = [{ conversationId: 20, name: "Rasmus Põld", initials: "RP", colorIndex: 3, unread: 1, selected: true, timeText: "10:04", preview: "Wants to write to you", previewKind: 4 }].concat(App.conversations.rows);
        root.stage("Workspace.qml");
    }
    function asked() {
        root.reset();
        root.open({ conversationId: 20, name: "Rasmus Põld", initials: "RP", colorIndex: 3, isAsked: true, caption: "Has not answered yet" }, []);
        App.current.contact.addedText = "You opened Rasmus’s invite today.";
        root.stage("Workspace.qml");
    }
    function paused() {
        root.noor({ hold: 1, caption: "Sending is paused", holdTitle: "A device that Noor has not vouched for", holdText: "The relay names a third device for Noor, but Noor’s own list of devices does not. Somebody may be trying to read along. Sotto sends nothing here until the two agree; what you write is kept." });
        App.current.composer.text = "I brought the book as well";
        root.stage("Workspace.qml");
    }
    function phrase() {
        root.noor({});
        App.current.composer.text = "velvet oyster summer garlic timber coral harvest window pilot island ladder gentle";
        App.current.composer.holdsPhrase = true;
        App.current.composer.errorTitle = "This looks like your twelve words.";
        App.current.composer.errorText = "Sotto does not send them to anybody. Whoever asks for them wants your account.";
        root.stage("Workspace.qml");
    }
    function emoji() {
        root.noor({});
        root.stage("Workspace.qml");
        root.findByName(loader.item, qsTr("Emoji")).clicked();
    }
}
