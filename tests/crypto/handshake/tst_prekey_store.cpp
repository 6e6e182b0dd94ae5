#include "crypto/base/init.h"
#include "tests/crypto/handshake/parties.h"

#include <QTest>

using namespace sotto::crypto;
using sotto::test::DeterministicRandom;
using sotto::test::Parties;

class TestPrekeyStore : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QVERIFY(initialize()); }

    void rotatesAfterTwoDays()
    {
        DeterministicRandom random(1);
        Timestamp now{1000};
        auto store = PrekeyStore::create(now, random);
        QVERIFY(!store.rotateIfDue(now.plus({kSignedPrekeyLifetime.seconds - 1}), random));
        QVERIFY(store.findSigned(1) != nullptr);
        now = now.plus(kSignedPrekeyLifetime);
        QVERIFY(store.rotateIfDue(now, random));
        QVERIFY(!store.rotateIfDue(now, random));
        QVERIFY(store.findSigned(1) != nullptr); // the mailbox may still hold messages for it
        store.markDrained(now);
        QVERIFY(store.findSigned(1) != nullptr); // not seen empty after the rotation
        store.markDrained(now.plus({1}));
        QVERIFY(store.findSigned(1) == nullptr);
        QVERIFY(store.findSigned(2) != nullptr);
    }

    void retiredPrekeysAreBounded()
    {
        DeterministicRandom random(2);
        Timestamp now{1000};
        auto store = PrekeyStore::create(now, random);
        for (PrekeyId i = 0; i < 40; ++i) {
            now = now.plus(kSignedPrekeyLifetime);
            QVERIFY(store.rotateIfDue(now, random));
        }
        QVERIFY(store.findSigned(41 - static_cast<PrekeyId>(kMaxRetiredPrekeys)) != nullptr);
        QVERIFY(store.findSigned(40 - static_cast<PrekeyId>(kMaxRetiredPrekeys)) == nullptr);
        QVERIFY(PrekeyStore::parse(store.serialize().view()));
    }

    void aFreshBatchReplacesTheOffer()
    {
        Parties world(3);
        const auto first = world.bobsBundle();
        world.bob.prekeys.replenish(world.now, world.random);
        const auto second = world.bobsBundle();
        QCOMPARE(second.bundle().oneTimePrekeys.size(), kMaxOneTimePrekeys);
        for (const OneTimePrekey& key : first.bundle().oneTimePrekeys) {
            QVERIFY(second.bundle().findOneTime(key.id) == nullptr);
            QVERIFY(world.bob.prekeys.findOneTime(key.id) != nullptr);
        }
        QCOMPARE(second.bundle().counter, first.bundle().counter + 1);
        for (int i = 0; i < 10; ++i) {
            world.bob.prekeys.replenish(world.now, world.random);
        }
        QVERIFY(world.bob.prekeys.findOneTime(first.bundle().oneTimePrekeys[0].id) == nullptr);
        QCOMPARE(world.bob.prekeys.offeredOneTimeCount(), kMaxOneTimePrekeys);
        world.bob.prekeys.markDrained(world.now.plus({1}));
        QVERIFY(world.bob.prekeys.findOneTime(second.bundle().oneTimePrekeys[0].id) == nullptr);
        QCOMPARE(world.bob.prekeys.offeredOneTimeCount(), kMaxOneTimePrekeys);
    }

    void anExhaustedOfferStillMakesABundle()
    {
        Parties world(4);
        const auto full = world.bobsBundle();
        for (const OneTimePrekey& key : full.bundle().oneTimePrekeys) {
            world.bob.prekeys.recordAnswered(full.bundle().prekeyId, world.random.make<SessionId>(),
                                             key.id);
        }
        const auto empty = world.bobsBundle();
        QVERIFY(empty.bundle().oneTimePrekeys.empty());
        QVERIFY(world.initiate(empty, false));
    }

    void rotatesBeforeTheReplayLogIsFull()
    {
        DeterministicRandom random(5);
        const Timestamp now{1000};
        auto store = PrekeyStore::create(now, random);
        for (std::size_t i = 0; i < kMaxFirstMessages / 4 * 3; ++i) {
            QVERIFY(!store.findSigned(1)->answered.isNearlyFull());
            store.recordAnswered(1, random.make<SessionId>(), std::nullopt);
        }
        QVERIFY(store.rotateIfDue(now, random));
    }

    void storedStoresComeBack()
    {
        DeterministicRandom random(6);
        Timestamp now{1000};
        auto store = PrekeyStore::create(now, random);
        store.recordAnswered(1, random.make<SessionId>(), 5);
        store.recordAnswered(1, random.make<SessionId>(), std::nullopt);
        now = now.plus(kSignedPrekeyLifetime);
        store.rotateIfDue(now, random);
        store.replenish(now, random);
        const SecretBytes stored = store.serialize();
        const auto again = PrekeyStore::parse(stored.view());
        QVERIFY(again);
        QVERIFY(equalConstantTime(stored.view(), again->serialize().view()));
        for (std::size_t size = 0; size < stored.size(); size += 13) {
            QVERIFY(!PrekeyStore::parse(stored.view().first(size)));
        }
        SecretBytes longer = stored.duplicate();
        longer.resize(stored.size() + 1);
        QVERIFY(!PrekeyStore::parse(longer.view()));
        SecretBytes version = stored.duplicate();
        version.mutableView()[0] = 2;
        QVERIFY(!PrekeyStore::parse(version.view()));
    }
};

QTEST_APPLESS_MAIN(TestPrekeyStore)
#include "tst_prekey_store.moc"
