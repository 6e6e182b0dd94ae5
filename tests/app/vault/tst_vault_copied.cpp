// A disk that was copied, or brought back from a backup, writes and sends nothing any more.
#ifndef Q_MOC_RUN
#include "crypto/base/init.h"
#include "tests/app/vault/linked_device.h"
#endif

#include <QTest>

using namespace sotto;
using namespace sotto::core;
using namespace sotto::test;

class TestVaultCopied : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QVERIFY(crypto::initialize()); }

    void aBackupThatIsBroughtBackStops()
    {
        LoopbackRelay relay;
        LinkedDevice phone;
        LinkedDevice bob;
        phone.create(relay, "Alice");
        bob.create(relay, "Bob");
        QVERIFY(befriend(phone, bob));
        QVERIFY(!phone.words().empty());
        QTRY_VERIFY_WITH_TIMEOUT(phone.client->isIdle(), kPatienceMs);
        phone.vanish();
        LinkedDevice backup;
        backup.copyDiskOf(phone);
        phone.open();
        phone.say("Bob", "after the backup");
        QTRY_VERIFY_WITH_TIMEOUT(bob.message("Alice", "after the backup") != storage::kNoRow,
                                 kPatienceMs);
        QTRY_VERIFY_WITH_TIMEOUT(phone.vault().countOutgoing() == 0 && phone.client->isIdle(),
                                 kPatienceMs);
        phone.vanish();

        // What it wants to send never leaves: the relay is asked first.
        backup.open();
        backup.say("Bob", "by old keys");
        QTRY_VERIFY_WITH_TIMEOUT(backup.client->vaultState().isCopied, kPatienceMs);
        QTRY_VERIFY_WITH_TIMEOUT(backup.hasTold(ProblemKind::DeviceCopied), kPatienceMs);
        const auto refused =
            backup.client->send(backup.conversation("Bob"), {"again", storage::kNoRow});
        QVERIFY(!refused);
        QCOMPARE(refused.error().kind, ProblemKind::DeviceCopied);
        backup.vanish();
        backup.troubles.clear();
        backup.open();
        QTRY_VERIFY_WITH_TIMEOUT(backup.hasTold(ProblemKind::DeviceCopied), kPatienceMs);
        QVERIFY(backup.client->vaultState().isCopied);
        // Bob still hears the right one.
        phone.open();
        phone.say("Bob", "still me");
        QTRY_VERIFY_WITH_TIMEOUT(bob.message("Alice", "still me") != storage::kNoRow, kPatienceMs);
        QCOMPARE(bob.message("Alice", "by old keys"), storage::kNoRow);
        QVERIFY(!phone.client->vaultState().isCopied);
    }

    void ofTwoThatWriteAtOnePlaceTheSecondStops()
    {
        LoopbackRelay relay;
        LinkedDevice phone;
        phone.create(relay, "Alice");
        QVERIFY(!phone.words().empty());
        phone.say("", "before");
        QTRY_VERIFY_WITH_TIMEOUT(phone.client->isIdle() && phone.vault().countDirty() == 0 &&
                                     phone.vault().countOutgoing() == 0,
                                 kPatienceMs);
        phone.vanish();
        LinkedDevice copy;
        copy.copyDiskOf(phone);
        // Each writes while the relay is away from it.
        copy.open();
        relay.loseBehind(0);
        copy.say("", "by the copy");
        phone.open();
        phone.say("", "by the phone");
        QTRY_VERIFY_WITH_TIMEOUT(phone.vault().countDirty() == 0 && copy.vault().countDirty() == 0,
                                 kPatienceMs);
        copy.vanish();
        relay.loseNothing();
        relay.cut();
        QTRY_VERIFY_WITH_TIMEOUT(phone.vault().countOutgoing() == 0, kPatienceMs);
        copy.open();
        QTRY_VERIFY_WITH_TIMEOUT(copy.client->vaultState().isCopied, kPatienceMs);
        QVERIFY(!phone.client->vaultState().isCopied);
    }
};

QTEST_GUILESS_MAIN(TestVaultCopied)
#include "tst_vault_copied.moc"
