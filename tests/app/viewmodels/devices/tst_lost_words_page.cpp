// New words without the old ones: what is said of them while they wait, and how they are made,
// stopped and put into force.
#ifndef Q_MOC_RUN
#include "app/core/problem.h"
#include "app/viewmodels/devices/lost_words.h"
#include "app/viewmodels/devices/phrase_care.h"
#include "app/viewmodels/devices/word_entry.h"
#include "app/viewmodels/twelve_words.h"
#include "crypto/base/init.h"
#include "crypto/base/random.h"
#include "tests/app/viewmodels/manual_clock.h"
#endif

#include <QLocale>
#include <QSet>
#include <QSignalSpy>
#include <QTest>

using namespace sotto;
using namespace sotto::viewmodels;
using core::ProblemKind;
using Phase = PhraseCare::Phase;
using Stage = core::LostWords::Stage;
using Task = PhraseCare::Task;

namespace {

constexpr storage::Milliseconds kDayMs = std::int64_t{24} * 3600 * 1000;
constexpr storage::Milliseconds kNoon = std::int64_t{1'800'014'400} * 1000; ///< 15 January 2027
const QString kLegal =
    QStringLiteral("legal winner thank year wave sausage worth useful legal winner thank yellow");

crypto::SecretBytes newWords()
{
    return crypto::SecretBytes(
        crypto::asBytes("abandon amount liar amount expire adjust cage candy arch gather drum "
                        "buyer"));
}

struct Page
{
    Page()
        : stops(&lost, &LostWords::stopAsked)
        , asked(&care, &PhraseCare::asked)
    {}

    void wait(storage::Milliseconds dueAt, bool areShown = false)
    {
        lost.show({Stage::Waiting, areShown, dueAt});
    }

    tests::ManualClock clock{kNoon};
    crypto::SystemRandom random;
    WordEntry entry;
    TwelveWords words{clock, random};
    PhraseCare care{entry, words};
    LostWords lost{clock};
    QSignalSpy stops;
    QSignalSpy asked;
};

} // namespace

class TestLostWordsPage : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        qputenv("TZ", "UTC");
        QLocale::setDefault(QLocale::c());
        QVERIFY(crypto::initialize());
    }

    void saysUntilWhenTheyWait()
    {
        Page page;
        QVERIFY(!page.lost.waiting() && page.lost.title().isEmpty() && page.lost.text().isEmpty());
        page.wait(0); // the relay has not heard of them
        QVERIFY(page.lost.waiting() && !page.lost.ready());
        QVERIFY(page.lost.title().contains(QStringLiteral("relay")));
        page.wait(kNoon + 14 * kDayMs);
        QCOMPARE(page.lost.title(), QStringLiteral("New words wait until Friday, 29 January."));
        page.wait(kNoon + 3'600'000);
        QVERIFY(page.lost.title().startsWith(QStringLiteral("New words wait until 13:00")));
        QVERIFY(page.lost.title().endsWith(QStringLiteral("today.")));
        const QString waiting = page.lost.text();
        page.lost.show({Stage::Ready, false, kNoon});
        QVERIFY(page.lost.ready());
        QVERIFY(page.lost.text() != waiting);
        QVERIFY(page.lost.title().endsWith(QLatin1Char('.')) &&
                page.lost.text().endsWith(QLatin1Char('.')));
        // A part of it was stopped: they are to be typed too, for another reason.
        const QString due = page.lost.title();
        page.lost.show({Stage::Stopped, false, 0});
        QVERIFY(page.lost.ready());
        QVERIFY(page.lost.title() != due && page.lost.title().endsWith(QLatin1Char('.')));
        QVERIFY(page.lost.text().contains(QStringLiteral("anew")));
    }

    void knowsWhenToLookAgain()
    {
        Page page;
        QVERIFY(!page.lost.isDue());
        page.wait(0);
        QVERIFY(!page.lost.isDue());
        page.wait(kNoon + kDayMs);
        QVERIFY(!page.lost.isDue());
        page.clock.time = kNoon + kDayMs;
        QVERIFY(page.lost.isDue());
        page.lost.show({Stage::Ready, false, kNoon});
        QVERIFY(!page.lost.isDue());
    }

    void areStoppedOnce()
    {
        Page page;
        page.lost.stop(); // there are none
        QCOMPARE(page.stops.size(), 0);
        page.wait(kNoon + kDayMs);
        page.lost.stop();
        page.lost.stop();
        QCOMPARE(page.stops.size(), 1);
        QVERIFY(page.lost.busy());
        page.lost.onStopFailed({ProblemKind::RelayUnreachable});
        QVERIFY(page.lost.waiting() && !page.lost.busy() && !page.lost.error().isEmpty());
        page.lost.stop();
        QVERIFY(page.lost.error().isEmpty());
        page.lost.show({}); // told before the answer is
        page.lost.onStopped();
        QVERIFY(!page.lost.waiting() && !page.lost.busy());
        QVERIFY(!page.lost.endedElsewhere());
    }

    void whatIsGoneAlreadyNeedsNoStop()
    {
        Page page;
        page.wait(kNoon + kDayMs);
        page.lost.stop();
        page.lost.onStopFailed({ProblemKind::NoWords});
        QVERIFY(!page.lost.waiting() && page.lost.error().isEmpty());
    }

    void whatAnotherDeviceStopsIsTold()
    {
        Page page;
        page.lost.show({});
        QVERIFY(!page.lost.endedElsewhere());
        page.wait(kNoon + kDayMs);
        page.lost.show({});
        QVERIFY(page.lost.endedElsewhere());
        QVERIFY(page.lost.title().endsWith(QLatin1Char('.')) &&
                page.lost.text().endsWith(QLatin1Char('.')));
        page.lost.show({}); // until it was seen
        QVERIFY(page.lost.endedElsewhere());
        page.lost.forget();
        QVERIFY(!page.lost.endedElsewhere() && page.lost.title().isEmpty());
        page.wait(kNoon + kDayMs);
        page.lost.clear(); // the profile is locked
        QVERIFY(!page.lost.waiting() && !page.lost.endedElsewhere());
    }

    void comingIntoForceIsNoStop()
    {
        Page page;
        page.lost.show({Stage::Ready, false, kNoon});
        page.lost.onFinishing();
        page.lost.show({});
        page.lost.onFinished(true);
        QVERIFY(!page.lost.endedElsewhere());
        // Whichever is told first.
        page.lost.show({Stage::Ready, false, kNoon});
        page.lost.onFinishing();
        page.lost.onFinished(true);
        page.lost.show({});
        QVERIFY(!page.lost.endedElsewhere());
        // One that failed ends nothing.
        page.lost.show({Stage::Ready, false, kNoon});
        page.lost.onFinishing();
        page.lost.onFinished(false);
        QVERIFY(page.lost.ready());
    }

    void areMadeAfterItWasSaidWhatThatMeans()
    {
        Page page;
        page.care.begin(Task::Lose);
        QCOMPARE(page.care.phase(), Phase::Explain);
        QVERIFY(!page.care.title().isEmpty() && !page.care.text().isEmpty());
        page.care.submit(); // nothing is typed here
        QCOMPARE(page.asked.size(), 0);
        page.care.goOn();
        page.care.goOn();
        QCOMPARE(page.asked.size(), 1);
        QCOMPARE(page.care.phase(), Phase::Busy);
        page.care.onReplaced(newWords());
        QCOMPARE(page.care.phase(), Phase::NewWords);
        QCOMPARE(page.words.words().size(), 12);
        QVERIFY(page.care.text().contains(QStringLiteral("14 days")));
        Q_EMIT page.words.confirmed();
        QCOMPARE(page.care.phase(), Phase::Done);
        QVERIFY(page.care.text().contains(QStringLiteral("14 days")));
    }

    void theWordsInForceStayWhatTheyWere()
    {
        Page page;
        page.words.setState(core::WordsState::Confirmed);
        page.care.begin(Task::Lose);
        page.care.goOn();
        page.care.onReplaced(newWords());
        QCOMPARE(page.words.state(), TwelveWords::State::Confirmed);
        // Others, made with the old ones, have to be written down first.
        page.care.begin(Task::Replace);
        page.entry.setText(0, kLegal);
        page.care.submit();
        page.care.onReplaced(newWords());
        QCOMPARE(page.words.state(), TwelveWords::State::Shown);
    }

    void areShownAgainUntilTheyAreWritten()
    {
        Page page;
        page.wait(kNoon + kDayMs, true);
        QVERIFY(page.lost.unwritten());
        page.care.showLost();
        QCOMPARE(page.care.phase(), Phase::Busy);
        QCOMPARE(page.asked.size(), 1);
        page.care.onReplaced(newWords());
        page.care.leave();
        QVERIFY(page.words.words().isEmpty());
        page.wait(kNoon + kDayMs, false);
        QVERIFY(!page.lost.unwritten());
    }

    void areTypedToComeIntoForce()
    {
        Page page;
        page.care.begin(Task::Finish);
        QCOMPARE(page.care.phase(), Phase::AskWords);
        page.entry.setText(0, kLegal);
        page.care.submit();
        QCOMPARE(page.asked.size(), 1);
        QCOMPARE(page.care.takeWords().size(), static_cast<std::size_t>(kLegal.size()));
        page.care.onFailed({ProblemKind::WordsWrong});
        QCOMPARE(page.care.phase(), Phase::AskWords);
        QVERIFY(page.entry.complete()); // nothing is typed twice
        QVERIFY(page.care.errorTitle().contains(QStringLiteral("new words")));
        page.care.submit();
        page.care.onDone();
        QCOMPARE(page.care.phase(), Phase::Done);
        QVERIFY(page.care.text().contains(QStringLiteral("safety numbers")));
        QCOMPARE(page.entry.filled(), 0);
    }

    void everyFailureIsASentenceWithAWayOn()
    {
        QSet<QString> titles;
        for (const auto kind :
             {ProblemKind::NoWords, ProblemKind::ChangePending, ProblemKind::NotSenior,
              ProblemKind::NoStampRelay, ProblemKind::OutOfMemory, ProblemKind::Cancelled}) {
            Page page;
            page.care.begin(Task::Lose);
            page.care.goOn();
            page.care.onFailed({kind});
            QCOMPARE(page.care.phase(), Phase::Explain);
            titles.insert(page.care.errorTitle());
            QVERIFY(page.care.errorTitle().endsWith(QLatin1Char('.')));
            QVERIFY(page.care.errorText().endsWith(QLatin1Char('.')));
            QVERIFY(!page.care.errorText().contains(QStringLiteral("your words are still here")));
        }
        QCOMPARE(titles.size(), 6);
        for (const auto kind : {ProblemKind::NoWords, ProblemKind::NotDue, ProblemKind::WordsWrong,
                                ProblemKind::Cancelled}) {
            Page page;
            page.care.begin(Task::Finish);
            page.entry.setText(0, kLegal);
            page.care.submit();
            page.care.onFailed({kind});
            QCOMPARE(page.care.phase(), Phase::AskWords);
            QVERIFY(page.care.errorTitle().endsWith(QLatin1Char('.')));
            QVERIFY(page.care.errorText().endsWith(QLatin1Char('.')));
        }
    }
};

QTEST_MAIN(TestLostWordsPage)
#include "tst_lost_words_page.moc"
