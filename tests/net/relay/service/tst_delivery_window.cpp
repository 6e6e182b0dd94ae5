#include "net/relay/service/delivery_window.h"

#include <QTest>

using namespace sotto::relay;

class TestDeliveryWindow : public QObject
{
    Q_OBJECT

private slots:
    void sendsWhatIsNextAtOnce()
    {
        DeliveryWindow window(4, 4);
        QVERIFY(window.offer(5, 100));
        QVERIFY(window.offer(6, 100));
        QCOMPARE(window.unacknowledged(), std::size_t{2});
        QVERIFY(!window.wanted());
    }

    void readsFirstWhatIsBehind()
    {
        DeliveryWindow window(4, 9);
        QVERIFY(!window.offer(10, 100));
        const auto wanted = window.wanted();
        QVERIFY(wanted.has_value());
        QCOMPARE(wanted->after, std::uint64_t{4});
        QCOMPARE(wanted->upTo, std::uint64_t{10});
        // One read at a time, and nothing overtakes it.
        QVERIFY(!window.wanted());
        QVERIFY(!window.offer(11, 100));
        for (std::uint64_t number = 5; number <= 10; ++number) {
            window.sent(number, 100);
        }
        window.readEnded(10);
        QVERIFY(!window.offer(12, 100));
        QCOMPARE(window.wanted()->after, std::uint64_t{10});
        window.sent(11, 100);
        window.sent(12, 100);
        window.readEnded(12);
        QVERIFY(window.offer(13, 100));
    }

    void sendsNothingTwice()
    {
        DeliveryWindow window(0, 2);
        QVERIFY(window.wanted().has_value());
        window.sent(1, 10);
        window.sent(1, 10);
        window.sent(2, 10);
        QCOMPARE(window.unacknowledged(), std::size_t{2});
        window.readEnded(2);
        QVERIFY(!window.offer(2, 10));
        QVERIFY(window.offer(3, 10));
    }

    void stopsAtTheWindowAndGoesOn()
    {
        DeliveryWindow window(0, 0, {4, 1000});
        for (std::uint64_t number = 1; number <= 4; ++number) {
            QVERIFY(window.offer(number, 100));
        }
        QVERIFY(!window.offer(5, 100));
        QVERIFY(!window.wanted());
        QVERIFY(window.acknowledge(1));
        QVERIFY(!window.wanted()); // not for a quarter of the window
        QVERIFY(window.acknowledge(3));
        const auto wanted = window.wanted();
        QVERIFY(wanted.has_value());
        QCOMPARE(wanted->after, std::uint64_t{4});
        QCOMPARE(wanted->count, std::size_t{3});
    }

    void stopsAtTheBytesButAlwaysSendsOne()
    {
        DeliveryWindow window(0, 0, {256, 1000});
        QVERIFY(window.offer(1, 5000));
        QVERIFY(!window.offer(2, 1));
        QVERIFY(window.acknowledge(1));
        QVERIFY(window.wanted().has_value());
    }

    void knowsWhatWasNeverSent()
    {
        DeliveryWindow window(7, 7);
        QVERIFY(window.acknowledge(7));
        QVERIFY(!window.acknowledge(8));
        QVERIFY(window.offer(8, 1));
        QVERIFY(window.acknowledge(8));
        QCOMPARE(window.acknowledged(), std::uint64_t{8});
        QVERIFY(window.acknowledge(3)); // an old one moves nothing
        QCOMPARE(window.acknowledged(), std::uint64_t{8});
    }

    void passesOverWhatExpired()
    {
        DeliveryWindow window(0, 5);
        QVERIFY(window.wanted().has_value());
        window.sent(3, 1);
        window.readEnded(5);
        QVERIFY(!window.wanted());
        QVERIFY(window.offer(6, 1));
    }

    void triesAgainAfterAFailedRead()
    {
        DeliveryWindow window(2, 5);
        QVERIFY(window.wanted().has_value());
        window.readEnded(0);
        QCOMPARE(window.wanted()->after, std::uint64_t{2});
    }
};

QTEST_GUILESS_MAIN(TestDeliveryWindow)
#include "tst_delivery_window.moc"
