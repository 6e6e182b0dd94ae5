// The device that gave the account a new epoch is lost before its card followed: the words bring
// the account back all the same. A relay on loopback; Argon2id costs a second or so for each use.
#ifndef Q_MOC_RUN
#include "app/core/base/wire_bytes.h"
#include "app/core/state.pb.h"
#include "app/storage/state_store.h"
#include "crypto/base/init.h"
#include "tests/app/support/inside_of_client.h"
#include "tests/app/support/linked_device.h"
#include "tests/app/support/patience.h"
#endif

#include <QTest>

using namespace sotto;
using namespace sotto::core;
using namespace sotto::test;

namespace {

crypto::Epoch epochOf(LinkedDevice& device)
{
    core::wire::AccountState state;
    const auto stored = storage::StateStore(device.client->database()).find("account");
    (void)state.ParseFromArray(stored->data(), static_cast<int>(stored->size()));
    return crypto::SharedKey::parse(viewOf(state.shared_key()))->epoch();
}

} // namespace

class TestCardBehind : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QVERIFY(crypto::initialize()); }

    void theWordsOpenWhatTheRecordIsAheadOf_data()
    {
        QTest::addColumn<bool>("withEntry");
        QTest::newRow("a new epoch") << false;
        QTest::newRow("a device suspended, with a new epoch") << true;
    }
    void theWordsOpenWhatTheRecordIsAheadOf()
    {
        QFETCH(bool, withEntry);
        LoopbackRelay relay;
        SharedClock clock;
        LinkedDevice first(clock);
        first.create(relay);
        const std::string words = first.words();
        LinkedDevice second(clock);
        QCOMPARE(second.link(words, relay), QString());
        QTRY_COMPARE_WITH_TIMEOUT(first.devices(), std::size_t{2}, kAppPatienceMs);
        // Both rest: the new device has brought a new epoch, and the card has followed.
        QTRY_VERIFY_WITH_TIMEOUT(epochOf(first) > crypto::kFirstEpoch &&
                                     epochOf(first) == epochOf(second),
                                 kAppPatienceMs);
        QTRY_VERIFY_WITH_TIMEOUT(first.client->wordsArePublished(), kAppPatienceMs);
        letHappen(200);
        second.client.reset();
        InsideOfClient::Parts& dying = InsideOfClient::of(*first.client);
        // From here on no card follows, as if it had been lost before.
        {
            Work work(dying.context);
            dying.own.setCardWaits(work, true);
            work.commit();
        }
        const crypto::DeviceId other = dying.own.log().state().devices.back().id;
        int decided = 0;
        const crypto::Epoch epoch = dying.own.sharedKey().epoch();
        if (withEntry) {
            dying.objects.head()->append(
                [&](const crypto::DeviceLog& log) -> std::optional<crypto::LogEntry> {
                    auto built = crypto::LogBuilder(log, dying.context.now())
                                     .suspend(crypto::Authors::oneDevice(dying.own.device(),
                                                                         dying.own.keys()),
                                              other);
                    return built ? std::optional(std::move(*built)) : std::nullopt;
                },
                [&](const auto& outcome) { decided += outcome ? 1 : 0; });
        }
        dying.objects.head()->rotate([&](const auto& outcome) { decided += outcome ? 1 : 0; });
        QVERIFY(waitFor([&] { return decided == (withEntry ? 2 : 1); }));
        QCOMPARE(dying.own.sharedKey().epoch(), epoch + 1);
        first.client.reset();
        LinkedDevice third(clock);
        QCOMPARE(third.link(words, relay), QString());
        QTRY_VERIFY_WITH_TIMEOUT(third.client->wordsArePublished(), kAppPatienceMs);
        // And the vault: what the lost devices were called.
        const auto knowsAll = [&] {
            const auto devices = third.client->devices();
            return devices.size() == 3 && std::ranges::all_of(devices, [](const auto& device) {
                       return !device.name.empty();
                   });
        };
        QTRY_VERIFY_WITH_TIMEOUT(knowsAll(), kAppPatienceMs);
    }
};

QTEST_GUILESS_MAIN(TestCardBehind)
#include "tst_card_behind.moc"
