// The alarm's way: question, shutting out, old words, new words, done; and what is done with the
// words without one.
#ifndef Q_MOC_RUN
#include "app/core/problem.h"
#include "app/viewmodels/devices/alarm.h"
#include "app/viewmodels/devices/phrase_care.h"
#include "app/viewmodels/devices/word_entry.h"
#include "app/viewmodels/twelve_words.h"
#include "crypto/base/init.h"
#include "crypto/base/random.h"
#include "tests/app/viewmodels/manual_clock.h"
#endif

#include <QSet>
#include <QSignalSpy>
#include <QTest>

using namespace sotto;
using namespace sotto::viewmodels;
using core::ProblemKind;
using Phase = Alarm::Phase;
using Task = PhraseCare::Task;

namespace {

constexpr storage::Milliseconds kNoon = std::int64_t{1'800'014'400} * 1000;
const QString kLegal =
    QStringLiteral("legal winner thank year wave sausage worth useful legal winner thank yellow");

crypto::SecretBytes newWords()
{
    return crypto::SecretBytes(
        crypto::asBytes("abandon amount liar amount expire adjust cage candy arch gather drum "
                        "buyer"));
}

/// An alarm with all that it needs, and what it asked for.
struct Page
{
    Page()
        : answers(&alarm, &Alarm::answerAsked)
        , asked(&care, &PhraseCare::asked)
    {}

    static Alarm::Event event(const char* id, Alarm::Kind kind = Alarm::Kind::DeviceAdded)
    {
        return {id, kind, "Elin's new laptop", false, kNoon - 60'000};
    }
    /// Up to the page that asks for the old words.
    void shutOut()
    {
        alarm.show({event("a")});
        alarm.wasNotMe();
        alarm.show({}); // answered means that it is in the list no more
        alarm.onAnswered("a");
    }
    void typeWords()
    {
        entry.setText(0, kLegal);
        care.submit();
    }

    tests::ManualClock clock{kNoon};
    crypto::SystemRandom random;
    WordEntry entry;
    TwelveWords words{clock, random};
    PhraseCare care{entry, words};
    Alarm alarm{clock, care};
    QSignalSpy answers;
    QSignalSpy asked;
};

} // namespace

class TestAlarm : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QVERIFY(crypto::initialize()); }

    void staysUntilItIsAnswered()
    {
        Page page;
        QVERIFY(!page.alarm.shown());
        page.alarm.show({Page::event("a")});
        QVERIFY(page.alarm.shown());
        QCOMPARE(page.alarm.deviceName(), QStringLiteral("Elin's new laptop"));
        page.alarm.close(); // no way round it
        page.alarm.show({Page::event("a")});
        QVERIFY(page.alarm.shown());
        page.alarm.wasMe();
        QCOMPARE(page.answers.size(), 1);
        QCOMPARE(page.answers.first().at(0).toByteArray(), QByteArray("a"));
        QVERIFY(page.answers.first().at(1).toBool());
        QVERIFY(page.alarm.busy());
        page.alarm.wasNotMe(); // one answer
        QCOMPARE(page.answers.size(), 1);
        page.alarm.onAnswered("a");
        QVERIFY(!page.alarm.shown());
    }

    void whatAnotherDeviceAnsweredGoes()
    {
        Page page;
        page.alarm.show({Page::event("a"), Page::event("b", Alarm::Kind::WordsUsed)});
        page.alarm.show({Page::event("b", Alarm::Kind::WordsUsed)});
        QCOMPARE(page.alarm.kind(), Alarm::Kind::WordsUsed);
        page.alarm.show({});
        QVERIFY(!page.alarm.shown());
    }

    void oneAfterTheOther()
    {
        Page page;
        page.alarm.show({Page::event("a"), Page::event("b", Alarm::Kind::WordsUsed)});
        page.alarm.wasMe();
        page.alarm.onAnswered("a");
        QCOMPARE(page.alarm.kind(), Alarm::Kind::WordsUsed);
        QCOMPARE(page.alarm.phase(), Phase::Question);
    }

    void aFailureAsksAgain()
    {
        Page page;
        page.alarm.show({Page::event("a")});
        page.alarm.wasNotMe();
        QCOMPARE(page.alarm.phase(), Phase::ShuttingOut);
        page.alarm.onFailed("a", {ProblemKind::RelayUnreachable});
        QCOMPARE(page.alarm.phase(), Phase::Question);
        QVERIFY(!page.alarm.error().isEmpty());
        page.alarm.wasNotMe();
        QVERIFY(page.alarm.error().isEmpty());
        QCOMPARE(page.answers.size(), 2);
    }

    void theWholeWay()
    {
        Page page;
        page.shutOut();
        QVERIFY(page.alarm.shown());
        QCOMPARE(page.alarm.phase(), Phase::AskWords);
        QCOMPARE(page.care.task(), Task::Replace);
        page.care.submit(); // nothing was typed
        QCOMPARE(page.asked.size(), 0);
        page.typeWords();
        QCOMPARE(page.asked.size(), 1);
        QCOMPARE(page.care.takeWords().size(), static_cast<std::size_t>(kLegal.size()));
        QVERIFY(page.care.takeWords().empty());
        page.care.onReplaced(newWords());
        QCOMPARE(page.care.phase(), PhraseCare::Phase::NewWords);
        QCOMPARE(page.words.words().size(), 12);
        QCOMPARE(page.entry.filled(), 0);
        Q_EMIT page.words.confirmed();
        QCOMPARE(page.alarm.phase(), Phase::Done);
        QCOMPARE(page.care.task(), Task::Nothing);
        page.alarm.close();
        QVERIFY(!page.alarm.shown());
    }

    void withoutTheWordsItSaysWhatIsSafe()
    {
        Page page;
        page.shutOut();
        page.alarm.withoutWords();
        QCOMPARE(page.alarm.phase(), Phase::WithoutWords);
        QCOMPARE(page.care.task(), Task::Nothing);
        QVERIFY(page.alarm.canReplace());
        QVERIFY(page.alarm.text().contains(QStringLiteral("Whenever you find your words")));
        page.alarm.withWords();
        QCOMPARE(page.alarm.phase(), Phase::AskWords);
        page.typeWords();
        page.care.onReplaced(newWords());
        QCOMPARE(page.words.words().size(), 12);
        // "Later": the core keeps them until they are confirmed.
        page.alarm.close();
        QVERIFY(!page.alarm.shown());
        QVERIFY(page.words.words().isEmpty());
    }

    void aYoungerDeviceSaysWhereNewWordsAreMade()
    {
        for (const auto kind : {Alarm::Kind::DeviceAdded, Alarm::Kind::WordsUsed}) {
            Page page;
            page.care.show({.isEldest = false, .eldest = QStringLiteral("Desk computer")});
            page.alarm.show({Page::event("a", kind)});
            QVERIFY(!page.alarm.canReplace());
            QVERIFY(!page.alarm.removeText().contains(QStringLiteral("asks for your twelve")));
            page.alarm.wasNotMe();
            page.alarm.onAnswered("a");
            QCOMPARE(page.alarm.phase(), Phase::WithoutWords);
            QCOMPARE(page.care.task(), Task::Nothing);
            QVERIFY(page.alarm.text().contains(QStringLiteral("Desk computer")));
            page.alarm.close();
            QVERIFY(!page.alarm.shown());
        }
    }

    void aDeviceTooYoungSaysWhoMayAnswer()
    {
        Page page;
        page.care.show({.isEldest = false, .eldest = QStringLiteral("Desk computer")});
        page.alarm.show({Page::event("a")});
        page.alarm.wasNotMe();
        page.alarm.onFailed("a", {ProblemKind::NotSenior});
        QCOMPARE(page.alarm.phase(), Phase::Question);
        QVERIFY(page.alarm.error().contains(QStringLiteral("Desk computer")));
    }

    void whatAnotherDeviceAnswersFirstGoes()
    {
        Page page;
        page.alarm.show({Page::event("a")});
        page.alarm.wasNotMe();
        page.alarm.onFailed("a", {ProblemKind::AlarmGone});
        QVERIFY(!page.alarm.shown());
        // It went from the list while the answer was on its way.
        page.alarm.show({Page::event("b")});
        page.alarm.wasMe();
        page.alarm.show({});
        page.alarm.onFailed("b", {ProblemKind::RelayUnreachable});
        QVERIFY(!page.alarm.shown());
    }

    void anAnswerThatTakesLongIsPutAside()
    {
        Page page;
        page.alarm.show({Page::event("a")});
        page.alarm.wasNotMe();
        page.alarm.close();
        QVERIFY(!page.alarm.shown());
        page.alarm.show({Page::event("a")}); // it is not in force yet
        QVERIFY(!page.alarm.shown());
        page.alarm.onFailed("a", {ProblemKind::RelayUnreachable});
        page.alarm.show({Page::event("a")});
        QVERIFY(page.alarm.shown());
        QCOMPARE(page.alarm.phase(), Phase::Question);
    }

    void aSlowChangeIsStoppedAndNothingElse()
    {
        for (const auto kind : {Alarm::Kind::RemovalAsked, Alarm::Kind::WordsReplacing}) {
            Page page;
            page.alarm.show({Page::event("a", kind)});
            QVERIFY(page.alarm.detail().contains(QStringLiteral("13 days and 23 hours")));
            page.alarm.wasNotMe();
            page.alarm.onAnswered("a");
            QCOMPARE(page.alarm.phase(), Phase::Done);
            QCOMPARE(page.care.task(), Task::Nothing);
            page.alarm.close();
            QVERIFY(!page.alarm.shown());
        }
    }

    void aYoungDeviceStopsItWithTheWords()
    {
        Page page;
        page.alarm.show({Page::event("a", Alarm::Kind::RemovalAsked)});
        page.alarm.wasNotMe();
        page.alarm.onFailed("a", {ProblemKind::WordsNeeded});
        QCOMPARE(page.alarm.phase(), Phase::AskWords);
        QCOMPARE(page.care.task(), Task::Stop);
        page.alarm.withoutWords(); // back to the question
        QCOMPARE(page.alarm.phase(), Phase::Question);
        page.alarm.wasNotMe();
        page.alarm.onFailed("a", {ProblemKind::WordsNeeded});
        page.typeWords();
        QCOMPARE(page.asked.size(), 1);
        QCOMPARE(page.alarm.id(), QByteArray("a"));
        page.care.onDone();
        QCOMPARE(page.alarm.phase(), Phase::Done);
        page.alarm.close();
        QVERIFY(!page.alarm.shown());
    }

    void eachKindHasItsWords()
    {
        QSet<QString> titles;
        for (const auto kind : {Alarm::Kind::DeviceAdded, Alarm::Kind::WordsUsed,
                                Alarm::Kind::RemovalAsked, Alarm::Kind::WordsReplacing}) {
            Page page;
            page.alarm.show({Page::event("a", kind)});
            titles.insert(page.alarm.title());
            for (const QString& text :
                 {page.alarm.text(), page.alarm.detail(), page.alarm.keepText(),
                  page.alarm.removeText(), page.alarm.doubtText()}) {
                QVERIFY(text.endsWith(QLatin1Char('.')));
            }
            QVERIFY(!page.alarm.keepButton().isEmpty() && !page.alarm.removeButton().isEmpty());
        }
        QCOMPARE(titles.size(), 4);
    }

    void theWordsAreChecked()
    {
        Page page;
        page.care.begin(Task::Check);
        page.typeWords();
        page.care.onChecked(false);
        QCOMPARE(page.care.phase(), PhraseCare::Phase::AskWords);
        QVERIFY(!page.care.errorTitle().isEmpty());
        QVERIFY(page.entry.complete());
        page.entry.setText(0, QStringLiteral("lega"));
        QVERIFY(page.care.errorTitle().isEmpty());
        page.typeWords();
        page.care.onChecked(true);
        QCOMPARE(page.care.phase(), PhraseCare::Phase::Right);
        QCOMPARE(page.entry.filled(), 0);
        page.care.leave();
        QCOMPARE(page.care.phase(), PhraseCare::Phase::Idle);
    }

    void whatFailsCanBeTriedAgain()
    {
        Page page;
        page.care.begin(Task::Replace);
        page.typeWords();
        page.care.onFailed({ProblemKind::RelayUnreachable});
        QCOMPARE(page.care.phase(), PhraseCare::Phase::AskWords);
        QVERIFY(!page.care.errorTitle().isEmpty());
        page.care.submit();
        QCOMPARE(page.asked.size(), 2);
        // Left meanwhile: the answer is nobody's, and shows nothing.
        page.care.leave();
        page.care.onReplaced(newWords());
        QCOMPARE(page.care.phase(), PhraseCare::Phase::Idle);
        QVERIFY(page.words.words().isEmpty());
    }

    void everyFailureIsASentenceWithAWayOn()
    {
        QSet<QString> titles;
        for (const auto kind :
             {ProblemKind::PhraseWrong, ProblemKind::WordsWrong, ProblemKind::NotSenior,
              ProblemKind::Cancelled, ProblemKind::NoStampRelay, ProblemKind::ChangePending,
              ProblemKind::NoSuchDevice, ProblemKind::RelayUnreachable, ProblemKind::RelayRefused,
              ProblemKind::OutOfMemory, ProblemKind::DeviceShutOut}) {
            Page page;
            page.care.show({.isEldest = false, .eldest = QStringLiteral("Desk computer")});
            page.care.begin(Task::Replace);
            page.typeWords();
            page.care.onFailed({kind});
            QCOMPARE(page.care.phase(), PhraseCare::Phase::AskWords);
            QVERIFY(page.entry.complete()); // nothing is typed twice
            titles.insert(page.care.errorTitle());
            QVERIFY(page.care.errorTitle().endsWith(QLatin1Char('.')));
            QVERIFY(page.care.errorText().endsWith(QLatin1Char('.')));
            QCOMPARE(page.care.errorText().contains(QStringLiteral("Desk computer")),
                     kind == ProblemKind::NotSenior);
        }
        QCOMPARE(titles.size(), 11);
    }

    void onlyTheOldestDeviceReplaces()
    {
        Page page;
        QVERIFY(!page.care.available());
        page.care.show({});
        QVERIFY(page.care.available() && page.care.canReplace());
        QVERIFY(page.care.elsewhere().isEmpty());
        page.care.show({.isEldest = false, .eldest = QStringLiteral("Desk computer")});
        QVERIFY(page.care.available() && !page.care.canReplace());
        QVERIFY(page.care.replaceHint().contains(QStringLiteral("Desk computer")));
        page.care.show({.isEldest = false});
        QVERIFY(page.care.replaceHint().endsWith(QLatin1Char('.')));
        page.care.show({.isShutOut = true});
        QVERIFY(!page.care.available());
    }

    void aDeviceIsRemovedWithTheWords()
    {
        Page page;
        page.care.removeDevice(QStringLiteral("02ff"), QStringLiteral("Kitchen laptop"));
        QCOMPARE(page.care.task(), Task::Remove);
        QVERIFY(page.care.text().contains(QStringLiteral("Kitchen laptop")));
        page.typeWords();
        QCOMPARE(page.asked.size(), 1);
        QCOMPARE(page.care.device(), QByteArray("\x02\xff"));
        page.care.onDone();
        QCOMPARE(page.care.phase(), PhraseCare::Phase::Done);
        QVERIFY(page.care.title().contains(QStringLiteral("Kitchen laptop")));
        QCOMPARE(page.entry.filled(), 0);
        const int run = page.care.run();
        page.care.begin(Task::Stop);
        QVERIFY(page.care.run() != run); // what comes late belongs to nobody
    }

    void eachTaskSaysWhatItsButtonDoes()
    {
        QSet<QString> texts;
        for (const auto task :
             {Task::Check, Task::Replace, Task::SetWaits, Task::Stop, Task::Remove, Task::Finish}) {
            Page page;
            page.care.begin(task);
            texts.insert(page.care.submitText());
            QVERIFY(!page.care.title().isEmpty() && !page.care.text().isEmpty());
            page.typeWords();
            QVERIFY(!page.care.title().isEmpty() && !page.care.text().isEmpty());
        }
        QCOMPARE(texts.size(), 6);
    }

    void newDevicesWaitOnlyWithTheWords()
    {
        Page page;
        page.care.setNewDeviceWaits(false); // so it is
        QCOMPARE(page.care.task(), Task::Nothing);
        page.care.setNewDeviceWaits(true);
        QVERIFY(!page.care.newDeviceWaits());
        QVERIFY(page.care.wantsWaits());
        page.typeWords();
        page.care.onDone();
        QVERIFY(page.care.newDeviceWaits());
        QCOMPARE(page.care.phase(), PhraseCare::Phase::Done);
    }

    void leavingWipesWhatWasTyped()
    {
        Page page;
        page.care.begin(Task::Check);
        page.entry.setText(0, kLegal);
        page.care.leave();
        QCOMPARE(page.entry.filled(), 0);
        page.care.begin(Task::Replace);
        page.entry.setText(0, kLegal);
        page.care.clear();
        QCOMPARE(page.entry.filled(), 0);
    }
};

QTEST_MAIN(TestAlarm)
#include "tst_alarm_page.moc"
