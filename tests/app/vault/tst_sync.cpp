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

    void twoThatWereAwayForFiveWeeksAgree()
    {
        LoopbackRelay relay;
        LinkedDevice phone;
        LinkedDevice laptop;
        LinkedDevice bob;
        phone.create(relay, "Alice");
        bob.create(relay, "Bob");
        QVERIFY(befriend(phone, bob));
        phone.say("Bob", "hello");
        phone.say("", "a list");
        const std::string words = phone.words();
        QVERIFY(laptop.link(words, relay));
        QVERIFY(waitLong([&] { return laptop.message("Bob", "hello") != storage::kNoRow; }));
        QVERIFY(waitLong([&] { return laptop.message("", "a list") != storage::kNoRow; }));
        QVERIFY(agree(phone, laptop));

        // Neither reaches the relay, both write, and contradict each other.
        relay.loseBehind(0);
        relay.cut();
        const std::array<LinkedDevice*, 3> all{&phone, &laptop, &bob};
        for (int week = 0; week < 5; ++week) {
            phone.say("", "phone, week " + std::to_string(week));
            laptop.say("", "laptop, week " + std::to_string(week));
            phone.say("Bob", "to Bob by phone, week " + std::to_string(week));
            laptop.say("Bob", "to Bob by laptop, week " + std::to_string(week));
            bob.say("Alice", "to Alice, week " + std::to_string(week));
            for (LinkedDevice* const device : all) {
                device->vanish();
                device->clock.at += std::int64_t{7} * 24 * 3600 * 1000;
                device->open();
            }
            relay.relay.time.wall += std::uint64_t{7} * 24 * 3600;
        }
        QVERIFY(phone.client->edit(phone.message("", "a list"), "a long list"));
        QVERIFY(laptop.client->edit(laptop.message("", "a list"), "a short list"));
        laptop.client->removeHere(laptop.message("Bob", "hello"));
        phone.client->setPinned(phone.conversation("Bob"), true);
        laptop.client->setNickname(laptop.contact("Bob"), "Bobby");
        QVERIFY(laptop.client->saveDraft(laptop.conversation("Bob"), "later", storage::kNoRow));

        relay.loseNothing();
        for (LinkedDevice* const device : all) {
            device->vanish();
            device->open();
        }
        for (int week = 0; week < 5; ++week) {
            const std::string n = std::to_string(week);
            QVERIFY(waitLong([&] {
                return bob.message("Alice", "to Bob by phone, week " + n) != storage::kNoRow &&
                       bob.message("Alice", "to Bob by laptop, week " + n) != storage::kNoRow;
            }));
            QVERIFY(waitLong([&] {
                return phone.message("Bob", "to Alice, week " + n) != storage::kNoRow &&
                       laptop.message("Bob", "to Alice, week " + n) != storage::kNoRow;
            }));
        }
        QVERIFY(agree(phone, laptop));
        QVERIFY(laptop.message("", "phone, week 4") != storage::kNoRow);
        QVERIFY(phone.message("", "laptop, week 0") != storage::kNoRow);
        QCOMPARE(phone.message("Bob", "hello"), storage::kNoRow);
        QVERIFY((phone.message("", "a long list") == storage::kNoRow) !=
                (phone.message("", "a short list") == storage::kNoRow));
        QCOMPARE(phone.troubles.size() + laptop.troubles.size(), std::size_t{0});
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
