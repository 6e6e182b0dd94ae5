// New words without the old ones in the windows of one person's computers, against a real relay:
// made on one, stopped there or on another. That they come into force when the time is over shows
// tst_lost_words, which moves the relay's clock.
#ifndef Q_MOC_RUN
#include "tests/app/support/patience.h"
#include "tests/app/viewmodels/devices/linked_apps.h"
#endif

#include <QTest>

using namespace sotto;
using namespace sotto::viewmodels;
using test::kAppPatienceMs;
using tests::AppPerson;
using tests::asksAbout;
using tests::fromPaper;
using tests::join;
using tests::publish;
using Care = PhraseCare::Phase;
using Task = PhraseCare::Task;

namespace {

constexpr storage::Milliseconds kDayMs = std::int64_t{24} * 3600 * 1000;

/// The old words are on paper, which is lost.
void writeDown(AppPerson& person)
{
    TwelveWords* words = person.app->words();
    QVERIFY(words->confirm(fromPaper(*words)));
    QTRY_COMPARE_WITH_TIMEOUT(words->state(), TwelveWords::State::Confirmed, kAppPatienceMs);
}

/// Up to the page that shows the new ones. A new device may not have heard yet that another one has
/// vouched for it, and is refused until then.
void lose(AppPerson& person)
{
    PhraseCare* care = person.app->phraseCare();
    care->begin(Task::Lose);
    QCOMPARE(care->phase(), Care::Explain);
    const auto areMade = [care] {
        care->goOn();
        return care->phase() == Care::NewWords;
    };
    QTRY_VERIFY_WITH_TIMEOUT(areMade(), kAppPatienceMs);
}

bool saysUntilWhen(const AppPerson& person)
{
    person.app->lostWords()->refresh();
    return person.app->lostWords()->title().startsWith(QStringLiteral("New words wait until"));
}

} // namespace

class TestLostWordsWindow : public QObject
{
    Q_OBJECT

private:
    test::World m_world;

private Q_SLOTS:
    void areMadeAndShownUntilTheyAreWritten()
    {
        AppPerson person(m_world);
        QString old;
        publish(person, old);
        writeDown(person);
        LostWords* lost = person.app->lostWords();
        QVERIFY(!lost->waiting());
        lose(person);
        TwelveWords* words = person.app->words();
        const QString made = words->words().join(QLatin1Char(' '));
        QVERIFY(made != old);
        QTRY_VERIFY_WITH_TIMEOUT(lost->waiting() && lost->unwritten(), kAppPatienceMs);
        QCOMPARE(words->state(), TwelveWords::State::Confirmed);
        person.app->phraseCare()->leave(); // "Later"
        QVERIFY(words->words().isEmpty());

        // They outlive the program, and are the same.
        person.restart();
        QTRY_COMPARE_WITH_TIMEOUT(person.app->stage(), App::Stage::Ready, kAppPatienceMs);
        lost = person.app->lostWords();
        words = person.app->words();
        QTRY_VERIFY_WITH_TIMEOUT(saysUntilWhen(person), kAppPatienceMs);
        QVERIFY(lost->unwritten() && !lost->ready());
        person.app->phraseCare()->showLost();
        QTRY_COMPARE_WITH_TIMEOUT(person.app->phraseCare()->phase(), Care::NewWords,
                                  kAppPatienceMs);
        QCOMPARE(words->words().join(QLatin1Char(' ')), made);
        QVERIFY(words->confirm(fromPaper(*words)));
        QCOMPARE(person.app->phraseCare()->phase(), Care::Done);
        QTRY_VERIFY_WITH_TIMEOUT(!lost->unwritten(), kAppPatienceMs);
        QVERIFY(lost->waiting());
        QVERIFY(!person.app->alarm()->shown()); // nobody is asked about what they do themselves

        // Too early.
        PhraseCare* care = person.app->phraseCare();
        care->begin(Task::Finish);
        person.app->wordEntry()->setText(0, made);
        care->submit();
        QTRY_COMPARE_WITH_TIMEOUT(care->phase(), Care::AskWords, kAppPatienceMs);
        QVERIFY(care->errorTitle().contains(QStringLiteral("two weeks")));
        care->leave();

        // By the clock here the time is over.
        m_world.clock.ahead += 15 * kDayMs;
        QVERIFY(lost->isDue());
        lost->refresh();
        QTRY_VERIFY_WITH_TIMEOUT(lost->ready(), kAppPatienceMs);
        m_world.clock.ahead -= 15 * kDayMs;

        lost->stop();
        QTRY_VERIFY_WITH_TIMEOUT(!lost->waiting(), kAppPatienceMs);
        QVERIFY(!lost->busy() && !lost->endedElsewhere());
        care->begin(Task::Check);
        person.app->wordEntry()->setText(0, old);
        care->submit();
        QTRY_COMPARE_WITH_TIMEOUT(care->phase(), Care::Right, kAppPatienceMs);
        care->leave();
    }

    void anotherDeviceStopsThem()
    {
        AppPerson first(m_world);
        QString old;
        publish(first, old);
        writeDown(first);
        AppPerson second(m_world);
        second.restart();
        join(second, old);
        QTRY_VERIFY_WITH_TIMEOUT(asksAbout(first, Alarm::Kind::DeviceAdded), kAppPatienceMs);
        first.app->alarm()->wasMe();
        QTRY_VERIFY_WITH_TIMEOUT(!first.app->alarm()->shown(), kAppPatienceMs);
        QTRY_VERIFY_WITH_TIMEOUT(!second.app->phraseCare()->canReplace(), kAppPatienceMs);

        lose(second);
        QVERIFY(second.app->words()->confirm(fromPaper(*second.app->words())));
        second.app->phraseCare()->leave();
        QTRY_VERIFY_WITH_TIMEOUT(saysUntilWhen(second), kAppPatienceMs);
        QTRY_VERIFY_WITH_TIMEOUT(asksAbout(first, Alarm::Kind::WordsReplacing), kAppPatienceMs);
        QVERIFY(!first.app->lostWords()->waiting());
        first.app->alarm()->wasNotMe();
        QTRY_COMPARE_WITH_TIMEOUT(first.app->alarm()->phase(), Alarm::Phase::Done, kAppPatienceMs);
        first.app->alarm()->close();
        QTRY_VERIFY_WITH_TIMEOUT(second.app->lostWords()->endedElsewhere(), kAppPatienceMs);
        QVERIFY(!second.app->lostWords()->waiting());
        QVERIFY(second.app->lostWords()->title().contains(QStringLiteral("do not come")));
    }
};

QTEST_MAIN(TestLostWordsWindow)
#include "tst_lost_words_window.moc"
