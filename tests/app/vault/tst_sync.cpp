// Devices of one account agree by way of the vault, with a relay on loopback.
#ifndef Q_MOC_RUN
#include "crypto/base/init.h"
#include "tests/app/support/object_world.h"
#include "tests/app/vault/linked_device.h"
#endif

#include <QTest>

using namespace sotto;
using namespace sotto::core;
using namespace sotto::test;

class TestSync : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QVERIFY(crypto::initialize()); }

    void whatIsOnOneDeviceIsOnTheOther()
    {
        LoopbackRelay relay;
        LinkedDevice phone;
        LinkedDevice bob;
        phone.create(relay, "Alice");
        bob.create(relay, "Bob");
        QVERIFY(befriend(phone, bob));
        phone.say("Bob", "before the words");
        phone.say("", "a note");
        QTRY_VERIFY_WITH_TIMEOUT(bob.message("Alice", "before the words") != storage::kNoRow,
                                 kPatienceMs);
        bob.say("Alice", "an answer");
        QTRY_VERIFY_WITH_TIMEOUT(phone.message("Bob", "an answer") != storage::kNoRow, kPatienceMs);
        const std::string words = phone.words();
        QVERIFY(!words.empty());

        LinkedDevice laptop;
        QVERIFY(laptop.link(words, relay));
        QVERIFY(waitLong([&] { return laptop.message("Bob", "before the words") != 0; }));
        QVERIFY(agree(phone, laptop));
        QVERIFY(waitLong([&] { return !laptop.client->vaultState().isRestoring; }));
        QCOMPARE(laptop.client->vaultState().restored, laptop.client->vaultState().total);
        QVERIFY(laptop.client->vaultState().restored > 0);

        // Live, in both directions.
        phone.say("", "from the phone");
        laptop.say("", "from the laptop");
        phone.client->setPinned(phone.conversation("Bob"), true);
        laptop.client->setNickname(laptop.contact("Bob"), "Bobby");
        QVERIFY(laptop.client->saveDraft(laptop.conversation("Bob"), "half a", storage::kNoRow));
        QVERIFY(phone.client->setProfile("Alice A.", {}));
        QVERIFY(agree(phone, laptop));
        QVERIFY(laptop.message("", "from the phone") != 0);
        QVERIFY(phone.message("", "from the laptop") != 0);

        // And later, when one was off.
        laptop.vanish();
        QVERIFY(phone.client->edit(phone.message("Bob", "before the words"), "edited"));
        QVERIFY(phone.client->takeBack(phone.message("", "from the phone")));
        phone.client->removeHere(phone.message("", "a note"));
        phone.client->setMuted(phone.conversation("Bob"), 5);
        phone.client->setSetting("receipts.read", "off");
        laptop.open();
        QVERIFY(agree(phone, laptop));
        QCOMPARE(laptop.message("", "a note"), storage::kNoRow);
        QCOMPARE(phone.troubles.size() + laptop.troubles.size(), std::size_t{0});
        QCOMPARE(phone.failures.size() + laptop.failures.size(), std::size_t{0});
        QTRY_COMPARE_WITH_TIMEOUT(laptop.client->vaultState().asOf, storage::Milliseconds{0},
                                  kPatienceMs);
    }

    void threeDevicesAgree()
    {
        LoopbackRelay relay;
        LinkedDevice phone;
        phone.create(relay, "Alice");
        const std::string words = phone.words();
        LinkedDevice laptop;
        LinkedDevice tablet;
        QVERIFY(laptop.link(words, relay));
        QTRY_VERIFY_WITH_TIMEOUT(!laptop.client->vaultState().isRestoring, kPatienceMs);
        QTRY_COMPARE_WITH_TIMEOUT(phone.client->ownDevices().size(), std::size_t{2}, kPatienceMs);
        QTRY_VERIFY_WITH_TIMEOUT(phone.client->wordsArePublished(), kPatienceMs);
        QVERIFY(tablet.link(words, relay));
        for (int i = 0; i < 10; ++i) {
            phone.say("", "p" + std::to_string(i));
            laptop.say("", "l" + std::to_string(i));
            tablet.say("", "t" + std::to_string(i));
        }
        QVERIFY(agree(phone, laptop));
        QVERIFY(agree(phone, tablet));
        QTRY_VERIFY_WITH_TIMEOUT(tablet.message("", "p9") != storage::kNoRow, kPatienceMs);
        // One is off while the others contradict each other.
        tablet.vanish();
        QVERIFY(phone.client->edit(phone.message("", "l3"), "from the phone"));
        laptop.client->removeHere(laptop.message("", "p3"));
        QVERIFY(laptop.client->saveDraft(laptop.conversation(""), "later", storage::kNoRow));
        tablet.open();
        QVERIFY(agree(phone, laptop));
        QVERIFY(agree(laptop, tablet));
        QCOMPARE(tablet.message("", "p3"), storage::kNoRow);
        QCOMPARE(phone.troubles.size() + laptop.troubles.size() + tablet.troubles.size(),
                 std::size_t{0});
    }

    void killsLoseNothing()
    {
        LoopbackRelay relay;
        LinkedDevice phone;
        phone.create(relay, "Alice");
        constexpr int kNotes = 400;
        for (int i = 0; i < kNotes; ++i) {
            phone.say("", "note " + std::to_string(i));
        }
        const std::string words = phone.words();
        // The writer is killed again and again, after more and more of its steps.
        for (int turns = 1; phone.vault().countDirty() + phone.vault().countOutgoing() > 0;
             turns += 7) {
            letHappen(turns);
            phone.vanish();
            phone.open();
        }
        LinkedDevice laptop;
        QVERIFY(laptop.link(words, relay));
        for (int turns = 1; laptop.client->vaultState().isRestoring || turns < 50; turns += 7) {
            letHappen(turns);
            laptop.vanish();
            laptop.open();
        }
        QVERIFY(agree(phone, laptop));
        QVERIFY(laptop.message("", "note 0") != storage::kNoRow);
        QCOMPARE(phone.troubles.size() + laptop.troubles.size(), std::size_t{0});
        QVERIFY(!phone.client->vaultState().isCopied && !laptop.client->vaultState().isCopied);
    }
};

QTEST_GUILESS_MAIN(TestSync)
#include "tst_sync.moc"
