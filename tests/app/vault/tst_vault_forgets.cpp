// What is deleted, too old, or said anew does not stay at the relay.
#ifndef Q_MOC_RUN
#include "app/core/vault/vault_snapshots.h"
#include "crypto/base/init.h"
#include "tests/app/vault/linked_device.h"
#include "tests/app/vault/lying_relay.h"
#endif

#include <QTest>

using namespace sotto;
using namespace sotto::core;
using namespace sotto::test;

class TestVaultForgets : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QVERIFY(crypto::initialize()); }

    void whatIsRemovedIsTakenFromTheRelay()
    {
        LyingRelay relay;
        LinkedDevice phone;
        phone.create(relay.loopback, "Alice");
        const std::string words = phone.words();
        for (const char* const text : {"stays", "is removed", "is taken back"}) {
            phone.say("", text);
        }
        QTRY_COMPARE_WITH_TIMEOUT(phone.vault().countDirty(), std::uint64_t{0}, kPatienceMs);
        phone.client->removeHere(phone.message("", "is removed"));
        QVERIFY(phone.client->takeBack(phone.message("", "is taken back")));
        QTRY_COMPARE_WITH_TIMEOUT(relay.stripped(), std::int64_t{2}, kPatienceMs);
        // Who comes later gets what stays, and misses nothing.
        LinkedDevice laptop;
        QVERIFY(laptop.link(words, relay.loopback));
        QTRY_VERIFY_WITH_TIMEOUT(!laptop.client->vaultState().isRestoring, kPatienceMs);
        QVERIFY(agree(phone, laptop));
        QCOMPARE(laptop.message("", "is removed"), storage::kNoRow);
        QTRY_COMPARE_WITH_TIMEOUT(laptop.client->vaultState().asOf, storage::Milliseconds{0},
                                  kPatienceMs);
        QCOMPARE(laptop.troubles.size(), std::size_t{0});
        // A whole conversation, on the other device.
        QVERIFY(laptop.message("", "stays") != storage::kNoRow);
        laptop.client->removeConversation(laptop.conversation(""));
        QTRY_COMPARE_WITH_TIMEOUT(phone.conversation(""), storage::kNoRow, kPatienceMs);
        phone.vanish();
        phone.open(); // the first in the list looks at once
        QTRY_VERIFY_WITH_TIMEOUT(relay.stripped() >= 3, kPatienceMs);
    }

    void theChoiceOfHistoryLimitsWhatIsKept()
    {
        LyingRelay relay;
        LinkedDevice phone;
        phone.create(relay.loopback, "Alice");
        phone.say("", "old");
        const std::string words = phone.words();
        QTRY_VERIFY_WITH_TIMEOUT(
            phone.vault().countDirty() == 0 && phone.vault().countOutgoing() == 0, kPatienceMs);
        phone.clock.at += std::int64_t{40} * 24 * 3600 * 1000;
        phone.say("", "new");
        QTRY_COMPARE_WITH_TIMEOUT(phone.vault().countDirty(), std::uint64_t{0}, kPatienceMs);
        QCOMPARE(relay.stripped(), std::int64_t{0});
        phone.client->setSetting("vault.history", "month");
        QTRY_COMPARE_WITH_TIMEOUT(relay.stripped(), std::int64_t{1}, kPatienceMs);
        LinkedDevice laptop;
        laptop.clock.at = phone.clock.at;
        QVERIFY(laptop.link(words, relay.loopback));
        QTRY_VERIFY_WITH_TIMEOUT(laptop.message("", "new") != storage::kNoRow, kPatienceMs);
        QTRY_VERIFY_WITH_TIMEOUT(!laptop.client->vaultState().isRestoring, kPatienceMs);
        QCOMPARE(laptop.message("", "old"), storage::kNoRow);
        // It stays where it is, and comes back with the wish.
        QVERIFY(phone.message("", "old") != storage::kNoRow);
        phone.client->setSetting("vault.history", "all");
        QTRY_VERIFY_WITH_TIMEOUT(laptop.message("", "old") != storage::kNoRow, kPatienceMs);
        QCOMPARE(laptop.troubles.size() + phone.troubles.size(), std::size_t{0});
    }

    void aSnapshotTakesThePlaceOfTheOneBefore()
    {
        LyingRelay relay;
        LinkedDevice phone;
        phone.create(relay.loopback, "Alice");
        const std::string words = phone.words();
        const auto writeMany = [&](int count) {
            for (int i = 0; i < count; ++i) {
                phone.say("", "note " + std::to_string(i));
            }
        };
        writeMany(static_cast<int>(VaultSnapshots::kRecordsBetween));
        QTRY_VERIFY_WITH_TIMEOUT(!phone.vault().entriesOf(9, "1").empty(), kPatienceMs);
        QCOMPARE(relay.stripped(), std::int64_t{0});
        writeMany(static_cast<int>(VaultSnapshots::kRecordsBetween));
        QTRY_VERIFY_WITH_TIMEOUT(!phone.vault().entriesOf(9, "2").empty(), kPatienceMs);
        QTRY_VERIFY_WITH_TIMEOUT(relay.stripped() >= 1, kPatienceMs);
        QTRY_COMPARE_WITH_TIMEOUT(phone.vault().countOutgoing(), std::uint64_t{0}, kPatienceMs);
        // The list is there with the snapshot, long before the rest.
        LinkedDevice laptop;
        laptop.open();
        std::uint64_t whenListed = 0;
        laptop.client->onChanged = [&](const Changes&) {
            const VaultState state = laptop.client->vaultState();
            if (whenListed == 0 && state.isRestoring && state.hasList) {
                whenListed = state.restored;
            }
        };
        QVERIFY(laptop.link(words, relay.loopback));
        QTRY_VERIFY_WITH_TIMEOUT(!laptop.client->vaultState().isRestoring, kPatienceMs);
        QVERIFY(whenListed > 0);
        QVERIFY2(whenListed < laptop.client->vaultState().total / 2,
                 qPrintable(QString::number(whenListed)));
        QVERIFY(agree(phone, laptop));
        QCOMPARE(laptop.troubles.size(), std::size_t{0});
    }
};

QTEST_GUILESS_MAIN(TestVaultForgets)
#include "tst_vault_forgets.moc"
