// Who has lost the twelve words asks for new ones: every other device is told, and can stop it.
// That they come into force two weeks later shows tests/app/recovery/tst_lost_words, which moves
// the relay's clock.
#ifndef Q_MOC_RUN
#include "tests/e2e/household.h"
#endif

#include <QDateTime>
#include <QTest>

using namespace sotto::test;

namespace {

constexpr qint64 kTwoWeeksMs = qint64{14} * 24 * 3600 * 1000;

qint64 timeOf(const QString& text)
{
    return QDateTime::fromString(text, Qt::ISODateWithMs).toMSecsSinceEpoch();
}

QString stageOf(const Cli& device)
{
    return device.run({"lost-phrase", "status"}).only("stage");
}

bool areShown(const Cli& device)
{
    const Ran ran = device.run({"lost-phrase", "status"});
    return ran.lines.size() == 1 && ran.lines.front()["shown"].toBool();
}

} // namespace

class TestLostPhrase : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theyWaitUntilTheyAreStopped()
    {
        Household alice(2);
        QVERIFY2(alice.trouble().isEmpty(), alice.trouble());
        const Cli& first = alice.devices[0];
        const Cli& second = alice.devices[1];
        QCOMPARE(stageOf(second), "none");
        for (const char* step : {"written", "cancel"}) {
            QCOMPARE(second.run({"lost-phrase", step}).error(), "no-words");
        }
        QCOMPARE(second.run({"lost-phrase", "dance"}).status, 2);

        const Ran started = second.run({"lost-phrase", "start"});
        QVERIFY2(started.isDone(), started.errors);
        const QByteArray made = started.only("words").toUtf8();
        QCOMPARE(made.count(' '), 11);
        QVERIFY(made != alice.words);
        // The same ones until they are on paper.
        QCOMPARE(second.run({"lost-phrase", "start"}).only("words").toUtf8(), made);
        QVERIFY(areShown(second));
        QVERIFY(second.run({"lost-phrase", "written"}).isDone());
        QVERIFY(!areShown(second));
        QCOMPARE(second.run({"lost-phrase", "start"}).error(), "change-pending");

        // They do nothing, for two weeks.
        const Ran status = second.run({"lost-phrase", "status"});
        QCOMPARE(status.only("stage"), "waiting");
        const qint64 due = timeOf(status.only("due"));
        QCOMPARE(second.run({"lost-phrase", "finish"}, made).error(), "not-due");
        QCOMPARE(second.run({"lost-phrase", "finish"}, alice.words).error(), "words-wrong");
        QVERIFY(second.run({"check-phrase"}, alice.words).isDone());
        const Cli stranger = alice.world.stranger("stranger");
        QVERIFY(!alice.link(stranger, made, "Stranger").isDone());

        // The other device is told, and stops it.
        QVERIFY(eventually([&] { return !alarmOf(first, "words-replacing").isEmpty(); }));
        QVERIFY(due >= timeOf(first.run({"alarms"}).only("happenedAt")) + kTwoWeeksMs);
        QVERIFY(alarmOf(second, "words-replacing").isEmpty());
        QCOMPARE(stageOf(first), "none"); // they wait on the one that made them
        const Ran vetoed = first.run({"veto", alarmOf(first, "words-replacing")});
        QVERIFY2(vetoed.isDone(), vetoed.errors);
        QVERIFY(eventually([&] { return stageOf(second) == "none"; }));
        QCOMPARE(second.run({"lost-phrase", "finish"}, made).error(), "no-words");

        // Who asked can think better of it, too.
        const Ran again = second.run({"lost-phrase", "start"});
        QVERIFY2(again.isDone(), again.errors);
        QVERIFY(again.only("words").toUtf8() != made);
        const Ran cancelled = second.run({"lost-phrase", "cancel"});
        QVERIFY2(cancelled.isDone(), cancelled.errors);
        QCOMPARE(stageOf(second), "none");
        QVERIFY(eventually([&] { return first.run({"alarms"}).lines.empty(); }));
        QVERIFY(first.run({"check-phrase"}, alice.words).isDone());
    }
};

QTEST_GUILESS_MAIN(TestLostPhrase)
#include "tst_lost_phrase.moc"
