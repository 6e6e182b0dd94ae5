#include "net/client/reconnect_backoff.h"
#include "tests/support/deterministic_random.h"

#include <set>

#include <QTest>

using namespace sotto::client;
using sotto::test::DeterministicRandom;

class TestReconnectBackoff : public QObject
{
    Q_OBJECT

private slots:
    void doublesUpToTheLongest()
    {
        DeterministicRandom random(1);
        ReconnectBackoff backoff({.firstMs = 500, .longestMs = 60'000, .stableAfterMs = 30'000});
        std::uint32_t ceiling = 500;
        for (int i = 0; i < 12; ++i) {
            const std::uint32_t delay = backoff.nextDelayMs(random, 0);
            QVERIFY(delay >= ceiling / 2 && delay <= ceiling);
            ceiling = std::min(60'000U, ceiling * 2);
        }
    }

    void differsFromClientToClient()
    {
        DeterministicRandom random(2);
        std::set<std::uint32_t> delays;
        for (int i = 0; i < 100; ++i) {
            ReconnectBackoff backoff({.firstMs = 10'000, .longestMs = 60'000, .stableAfterMs = 1});
            delays.insert(backoff.nextDelayMs(random, 0));
        }
        QVERIFY(delays.size() > 90);
    }

    void beginsAnewAfterAStableConnection()
    {
        DeterministicRandom random(3);
        ReconnectBackoff backoff({.firstMs = 500, .longestMs = 60'000, .stableAfterMs = 30'000});
        for (int i = 0; i < 8; ++i) {
            (void)backoff.nextDelayMs(random, 29'999); // connects, and is lost again at once
        }
        QVERIFY(backoff.nextDelayMs(random, 29'999) >= 30'000);
        QVERIFY(backoff.nextDelayMs(random, 30'000) <= 500);
        QVERIFY(backoff.nextDelayMs(random, 0) > 500 / 2);
        backoff.reset();
        QVERIFY(backoff.nextDelayMs(random, 0) <= 500);
    }
};

QTEST_APPLESS_MAIN(TestReconnectBackoff)
#include "tst_reconnect_backoff.moc"
