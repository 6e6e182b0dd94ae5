// Devices of one account agree by way of the vault, with a relay on loopback.
#ifndef Q_MOC_RUN
#include "crypto/base/init.h"
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
        QTRY_VERIFY(bob.message("Alice", "before the words") != storage::kNoRow);
        bob.say("Alice", "an answer");
        QTRY_VERIFY(phone.message("Bob", "an answer") != storage::kNoRow);
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
        QTRY_COMPARE(laptop.client->vaultState().asOf, storage::Milliseconds{0});
    }
};

QTEST_GUILESS_MAIN(TestSync)
#include "tst_sync.moc"
