#include "net/relay/service/relay_clock.h"

#include <QTest>

using namespace sotto::relay;
using sotto::crypto::Timestamp;

namespace {

struct Clocks
{
    std::uint64_t wall = 1'800'000'000;
    std::uint64_t ms = 5'000;

    RelayClock::Sources sources()
    {
        return {[this] { return Timestamp{wall}; }, [this] { return ms; }};
    }
    void pass(RelayClock& clock, std::uint64_t seconds)
    {
        for (std::uint64_t i = 0; i < seconds; ++i) {
            wall += 1;
            ms += 1'000;
            clock.advance();
        }
    }
};

} // namespace

class TestRelayClock : public QObject
{
    Q_OBJECT

private slots:
    void beginsWithTheWallClockAndFollowsIt()
    {
        Clocks clocks;
        RelayClock clock(clocks.sources(), {});
        QCOMPARE(clock.expiry().seconds, clocks.wall);
        clocks.pass(clock, 100);
        QCOMPARE(clock.expiry().seconds, clocks.wall);
    }

    void aJumpForwardExpiresNothingInBulk()
    {
        Clocks clocks;
        RelayClock clock(clocks.sources(), {});
        const std::uint64_t before = clock.expiry().seconds;
        clocks.wall += 400 * 86'400;
        clocks.pass(clock, 60);
        QVERIFY(clock.expiry().seconds <= before + 2 * 60);
        QCOMPARE(clock.now().seconds, clocks.wall);
    }

    void aRestartWithAWrongClockExpiresNothing()
    {
        Clocks clocks;
        clocks.wall += 10 * 365 * 86'400ull;
        RelayClock clock(clocks.sources(), {1'800'000'000});
        clocks.pass(clock, 10);
        QVERIFY(clock.expiry().seconds <= 1'800'000'020);
    }

    void catchesUpAtTwiceTheSpeed()
    {
        Clocks clocks;
        RelayClock clock(clocks.sources(), {clocks.wall - 50});
        clocks.pass(clock, 25);
        QVERIFY(clock.expiry().seconds < clocks.wall);
        clocks.pass(clock, 26);
        QCOMPARE(clock.expiry().seconds, clocks.wall);
    }

    void neverGoesBackAndSlowsDownInstead()
    {
        Clocks clocks;
        RelayClock clock(clocks.sources(), {});
        const std::uint64_t before = clock.expiry().seconds;
        clocks.wall -= 86'400;
        clocks.pass(clock, 100);
        QVERIFY(clock.expiry().seconds >= before);
        QVERIFY(clock.expiry().seconds <= before + 100);
    }

    void countsPartsOfSeconds()
    {
        Clocks clocks;
        RelayClock clock(clocks.sources(), {});
        const std::uint64_t before = clock.expiry().seconds;
        for (int i = 0; i < 40; ++i) {
            clocks.ms += 250;
            clocks.wall += i % 4 == 3 ? 1 : 0;
            clock.advance();
        }
        QCOMPARE(clock.expiry().seconds, before + 10);
    }
};

QTEST_GUILESS_MAIN(TestRelayClock)
#include "tst_relay_clock.moc"
