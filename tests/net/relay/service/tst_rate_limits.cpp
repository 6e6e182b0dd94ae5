#include "net/relay/service/rate_limits.h"

#include <QTest>

using namespace sotto::relay;

namespace {

constexpr RateLimits::Rates kRates = {Rate{3, 1}, Rate{1, 0.1}, Rate{1, 1}, Rate{1, 1},
                                      Rate{2, 0.5}};

} // namespace

class TestRateLimits : public QObject
{
    Q_OBJECT

private slots:
    void allowsABurstThenTheRate()
    {
        RateLimits limits(kRates);
        for (int i = 0; i < 3; ++i) {
            QVERIFY(limits.take(LimitedAction::Handshake, 7, 1'000));
        }
        QVERIFY(!limits.take(LimitedAction::Handshake, 7, 1'500));
        QVERIFY(limits.take(LimitedAction::Handshake, 7, 2'100));
        QVERIFY(!limits.take(LimitedAction::Handshake, 7, 2'200));
    }

    void countsActionsAndKeysApart()
    {
        RateLimits limits(kRates);
        QVERIFY(limits.take(LimitedAction::Create, 7, 0));
        QVERIFY(!limits.take(LimitedAction::Create, 7, 0));
        QVERIFY(limits.take(LimitedAction::Create, 8, 0));
        QVERIFY(limits.take(LimitedAction::Update, 7, 0));
    }

    void loopbackIsFreeButForPrekeys()
    {
        RateLimits limits(kRates);
        for (int i = 0; i < 100; ++i) {
            QVERIFY(limits.take(LimitedAction::Create, 0, 0));
        }
        QVERIFY(limits.take(LimitedAction::PopPrekey, 0, 0));
        QVERIFY(limits.take(LimitedAction::PopPrekey, 0, 0));
        QVERIFY(!limits.take(LimitedAction::PopPrekey, 0, 0));
    }

    void staysBoundedAndForgetsTheFullFirst()
    {
        RateLimits limits(kRates);
        QVERIFY(limits.take(LimitedAction::Create, 1, 20'000));
        // A hundred thousand addresses, each of which was full again when the next ones came.
        for (std::uint64_t key = 2; key < 100'000; ++key) {
            QVERIFY(limits.take(LimitedAction::Handshake, key, key));
        }
        QVERIFY(!limits.take(LimitedAction::Create, 1, 20'001));
    }
};

QTEST_GUILESS_MAIN(TestRateLimits)
#include "tst_rate_limits.moc"
