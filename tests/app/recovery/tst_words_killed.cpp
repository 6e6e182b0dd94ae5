// The words are being replaced when the device is killed, or its relay's answers are lost, or it is
// asked twice: the old ones open everything or the new ones do, and it comes to an end.
#ifndef Q_MOC_RUN
#include "crypto/base/init.h"
#include "tests/app/recovery/word_change.h"
#include "tests/app/support/patience.h"
#endif

#include <QTest>

using namespace sotto;
using namespace sotto::core;
using namespace sotto::test;

class TestWordsKilled : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QVERIFY(crypto::initialize()); }

    void killedOnTheWayOneOfBothWorks_data()
    {
        QTest::addColumn<int>("frames");
        // Of each connection so many frames arrive once the change is on the disk.
        for (const int frames : {0, 2, 4, 6}) {
            QTest::addRow("%d frames", frames) << frames;
        }
    }
    void killedOnTheWayOneOfBothWorks()
    {
        QFETCH(int, frames);
        LoopbackRelay relay;
        SharedClock clock;
        LinkedDevice first(clock);
        first.create(relay);
        const std::string words = first.words();
        first.client->confirmWords();
        first.client->replaceWords(secret(words), [](const auto&) {});
        QVERIFY(waitFor([&] { return Disk(first).change().has_value(); }));
        relay.loseBehind(frames); // it hears, and its answers are lost
        relay.cut();
        letHappen(200);
        const std::string next = Disk(first).words();
        QVERIFY(!next.empty());
        first.client.reset();
        relay.loseNothing();
        relay.cut();

        // Without the device that was changing them: one of both brings the account back.
        LinkedDevice second(clock);
        const QString byOld = second.link(words, relay);
        if (!byOld.isEmpty()) {
            QCOMPARE(byOld, QStringLiteral("phrase-replaced"));
            QCOMPARE(second.link(next, relay), QString());
        }
        // With it as well: it goes on, or the old words stay as they are.
        first.open();
        QTRY_VERIFY_WITH_TIMEOUT(!Disk(first).change(), kAppPatienceMs);
        const bool isChanged = !byOld.isEmpty();
        QTRY_COMPARE_WITH_TIMEOUT(first.devices(), std::size_t{2}, kAppPatienceMs);
        QCOMPARE(first.client->wordsState(), isChanged ? WordsState::Shown : WordsState::Confirmed);
        LinkedDevice third(clock);
        QString again = third.link(words, relay);
        if (again == "account-behind") { // both others are on their way to a new key
            again = third.link(words, relay);
        }
        QCOMPARE(again, isChanged ? QStringLiteral("phrase-replaced") : QString());
        if (isChanged) {
            QCOMPARE(third.link(next, relay), QString());
        }
        QCOMPARE(first.troubles, 0);
    }

    void killedItGoesOnByItself_data()
    {
        QTest::addColumn<int>("turns");
        for (const int turns : {0, 30, 100, 400}) {
            QTest::addRow("%d turns", turns) << turns;
        }
    }
    void killedItGoesOnByItself()
    {
        QFETCH(int, turns);
        LoopbackRelay relay;
        SharedClock clock;
        LinkedDevice first(clock);
        first.create(relay);
        const std::string words = first.words();
        first.client->confirmWords();
        first.client->replaceWords(secret(words), [](const auto&) {});
        QVERIFY(waitFor([&] { return Disk(first).change().has_value(); }));
        const std::string next = Disk(first).words();
        letHappen(turns);
        first.reopen();
        // Nobody else changed anything: so it ends with the new words.
        QTRY_VERIFY_WITH_TIMEOUT(!Disk(first).change(), kAppPatienceMs);
        QCOMPARE(first.client->wordsState(), WordsState::Shown);
        QCOMPARE(first.words(), next);
        LinkedDevice second(clock);
        QCOMPARE(second.link(words, relay), QStringLiteral("phrase-replaced"));
        QCOMPARE(second.link(next, relay), QString());
    }

    void askedAgainBehindAKillItIsTheSame_data()
    {
        QTest::addColumn<int>("turns");
        QTest::addColumn<int>("frames"); // -1: all arrive
        QTest::addColumn<bool>("withNext");
        for (const int turns : {0, 60}) {
            QTest::addRow("%d turns", turns) << turns << -1 << false;
        }
        for (const int frames : {1, 4}) {
            QTest::addRow("%d frames", frames) << 200 << frames << false;
        }
        QTest::newRow("with the new words, answers lost") << 200 << 3 << true;
        QTest::newRow("with the new words, behind all") << 400 << -1 << true;
    }
    void askedAgainBehindAKillItIsTheSame()
    {
        QFETCH(int, turns);
        QFETCH(int, frames);
        QFETCH(bool, withNext);
        LoopbackRelay relay;
        SharedClock clock;
        LinkedDevice first(clock);
        first.create(relay);
        const std::string words = first.words();
        first.client->confirmWords();
        first.client->replaceWords(secret(words), [](const auto&) {});
        QVERIFY(waitFor([&] { return Disk(first).change().has_value(); }));
        const std::string next = Disk(first).words();
        if (frames >= 0) {
            relay.loseBehind(frames);
            relay.cut();
        }
        letHappen(turns);
        first.client.reset();
        relay.loseNothing();
        relay.cut();

        // The person knows of no new words and asks once more. What the relay may have taken
        // stands.
        first.open();
        const Replaced again = replace(first, withNext ? next : words);
        const bool isThird = withNext && again.problem.isEmpty();
        if (!withNext && again.problem.isEmpty()) {
            QCOMPARE(again.words, next);
        } else if (!isThird) {
            QVERIFY2(again.problem == QStringLiteral("words-wrong") ||
                         again.problem == QStringLiteral("change-pending"),
                     qPrintable(again.problem));
        }
        QTRY_VERIFY_WITH_TIMEOUT(!Disk(first).change(), kAppPatienceMs);
        QCOMPARE(first.words(), isThird ? again.words : next);
        LinkedDevice second(clock);
        QCOMPARE(second.link(words, relay), QStringLiteral("phrase-replaced"));
        QCOMPARE(second.link(isThird ? again.words : next, relay), QString());
        QCOMPARE(first.troubles, 0);
    }

    void askedTwiceAtOnceTheSecondIsTold()
    {
        LoopbackRelay relay;
        SharedClock clock;
        LinkedDevice first(clock);
        first.create(relay);
        const std::string words = first.words();
        std::vector<QString> said;
        std::string next;
        for (int time = 0; time < 2; ++time) {
            first.client->replaceWords(secret(words), [&](const auto& outcome) {
                said.push_back(outcome ? QString()
                                       : QString::fromLatin1(nameOf(outcome.error().kind)));
                if (outcome) {
                    next.assign(outcome->view().begin(), outcome->view().end());
                }
            });
        }
        QVERIFY(waitFor([&] { return said.size() == 2; }));
        QCOMPARE(said.front(), QStringLiteral("change-pending"));
        QCOMPARE(said.back(), QString());
        QCOMPARE(first.words(), next);
        LinkedDevice second(clock);
        QCOMPARE(second.link(next, relay), QString());
    }

    void whoWasFasterThanAnInterruptedChange()
    {
        // Another device changed the account in the meantime: what was prepared can never come into
        // force, and asking again makes other words at once.
        LoopbackRelay relay;
        SharedClock clock;
        LinkedDevice first(clock);
        first.create(relay);
        const std::string words = first.words();
        first.client->confirmWords();
        first.client->replaceWords(secret(words), [](const auto&) {});
        QVERIFY(waitFor([&] { return Disk(first).change().has_value(); }));
        const std::string lost = Disk(first).words();
        relay.loseBehind(0);
        relay.cut();
        first.client.reset();
        relay.loseNothing();
        relay.cut();
        LinkedDevice second(clock);
        QCOMPARE(second.link(words, relay), QString());
        first.open();
        const Replaced again = replace(first, words);
        QCOMPARE(again.problem, QString());
        QVERIFY(!again.words.empty() && again.words != lost);
        QCOMPARE(first.words(), again.words);
        LinkedDevice third(clock);
        QCOMPARE(third.link(words, relay), QStringLiteral("phrase-replaced"));
        QCOMPARE(third.link(again.words, relay), QString());
    }
};

QTEST_GUILESS_MAIN(TestWordsKilled)
#include "tst_words_killed.moc"
