#include "crypto/base/init.h"
#include "tests/crypto/handshake/parties.h"

#include <QTest>

using namespace sotto::crypto;
using sotto::test::DeterministicRandom;
using sotto::test::Parties;

namespace {

/// Answers a handshake of some device under the signed prekey @p id.
void answer(PrekeyStore& store, PrekeyId id, DeterministicRandom& random,
            std::optional<PrekeyId> oneTime = std::nullopt)
{
    store.recordAnswered(id, {random.make<AccountId>(), random.make<DeviceId>()},
                         random.make<SessionId>(), oneTime);
}

constexpr std::size_t kNearlyFull = kMaxFirstMessages / 4 * 3;

} // namespace

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
            answer(world.bob.prekeys, full.bundle().prekeyId, world.random, key.id);
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
        for (std::size_t i = 0; i < kNearlyFull; ++i) {
            QVERIFY(!store.findSigned(1)->answered.isNearlyFull());
            answer(store, 1, random);
        }
        QVERIFY(store.rotateIfDue(now, random));
    }

    /// Each early rotation pushed out the oldest prekey, until nothing that was on its way opened.
    void aFloodWipesNoUndrainedPrekey()
    {
        DeterministicRandom random(7);
        Timestamp now{1000};
        auto store = PrekeyStore::create(now, random);
        for (int i = 0; i < 3; ++i) { // three quiet ones
            now = now.plus(kSignedPrekeyLifetime);
            QVERIFY(store.rotateIfDue(now, random));
        }
        PrekeyId present = 4;
        std::size_t early = 0;
        for (int i = 0; i < 30; ++i) {
            while (!store.findSigned(present)->answered.isNearlyFull()) {
                answer(store, present, random);
            }
            if (store.rotateIfDue(now, random)) {
                ++present;
                ++early;
            }
        }
        QCOMPARE(early, kMaxRetiredPrekeys - 3);
        for (const PrekeyId quiet : {1U, 2U, 3U}) {
            QVERIFY(store.findSigned(quiet) != nullptr);
        }
        // Those that are used up go first when their time comes.
        for (std::size_t i = 0; i <= early; ++i) {
            now = now.plus(kSignedPrekeyLifetime);
            QVERIFY(store.rotateIfDue(now, random));
            QVERIFY(store.findSigned(1) != nullptr);
            QVERIFY(PrekeyStore::parse(store.serialize().view()));
        }
        now = now.plus(kSignedPrekeyLifetime);
        QVERIFY(store.rotateIfDue(now, random));
        QVERIFY(store.findSigned(1) == nullptr);
        QVERIFY(store.findSigned(2) != nullptr);
    }

    /// The relay cannot know which of the keys that it still counts are used up.
    void theSmallerCountReplenishes()
    {
        Parties world(8);
        const auto bundle = world.bobsBundle();
        QVERIFY(!world.bob.prekeys.isReplenishDue(kFewOneTimePrekeys));
        QVERIFY(world.bob.prekeys.isReplenishDue(kFewOneTimePrekeys - 1));
        for (std::size_t i = 0; i <= kMaxOneTimePrekeys - kFewOneTimePrekeys; ++i) {
            QVERIFY(!world.bob.prekeys.isReplenishDue(kMaxOneTimePrekeys));
            answer(world.bob.prekeys, 1, world.random, bundle.bundle().oneTimePrekeys[i].id);
        }
        QVERIFY(world.bob.prekeys.isReplenishDue(kMaxOneTimePrekeys));
    }

    /// What is drained is gone, of both kinds: a key that stays can open a copied envelope.
    void drainedOneTimePrekeysAreWiped()
    {
        DeterministicRandom random(9);
        const Timestamp now{1000};
        auto store = PrekeyStore::create(now, random);
        store.replenish(now, random);
        QVERIFY(store.findOneTime(1) != nullptr && store.findOneTime(100) != nullptr);
        store.markDrained(now);
        QVERIFY(store.findOneTime(1) != nullptr); // not seen empty after they were replaced
        store.markDrained(now.plus({1}));
        for (PrekeyId id = 1; id <= 100; ++id) {
            QVERIFY(store.findOneTime(id) == nullptr);
            QVERIFY(store.findOneTime(100 + id) != nullptr);
        }
    }

    /// A stored log whose order or counts are not its own.
    void damagedReplayLogsAreRefused()
    {
        DeterministicRandom random(10);
        SecretWriter out;
        FirstMessageLog log;
        const DeviceAddress one{random.make<AccountId>(), random.make<DeviceId>()};
        const DeviceAddress two{random.make<AccountId>(), random.make<DeviceId>()};
        for (int i = 0; i < 3; ++i) {
            log.add(random.make<SessionId>(), i == 2 ? two : one, i == 0);
        }
        log.write(out);
        const SecretBytes stored = std::move(out).take();
        const Bytes good(stored.view().begin(), stored.view().end());
        const auto reads = [](const Bytes& bytes) {
            Reader in(bytes);
            static_cast<void>(FirstMessageLog::read(in));
            return in.finish().has_value();
        };
        QVERIFY(reads(good));
        constexpr std::size_t kIds = 2;
        constexpr std::size_t kDevices = kIds + 3 * 32 + 2;
        constexpr std::size_t kDevice = 66;
        QCOMPARE(good.size(), kDevices + 2 * kDevice);
        const auto swapped = [&](std::size_t a, std::size_t b, std::size_t size) {
            Bytes bytes = good;
            std::swap_ranges(bytes.begin() + static_cast<std::ptrdiff_t>(a),
                             bytes.begin() + static_cast<std::ptrdiff_t>(a + size),
                             bytes.begin() + static_cast<std::ptrdiff_t>(b));
            return bytes;
        };
        QVERIFY(!reads(swapped(kIds, kIds + 32, 32)));
        QVERIFY(!reads(swapped(kDevices, kDevices + kDevice, kDevice)));
        Bytes twice = good;
        std::copy_n(good.begin() + kIds, 32, twice.begin() + kIds + 32);
        QVERIFY(!reads(twice));
        for (const std::size_t at : {kDevices + 64, kDevices + 65, kDevices + kDevice + 65}) {
            for (int value = 0; value < 256; ++value) {
                Bytes changed = good;
                changed[at] = static_cast<std::uint8_t>(value);
                // Another number of answers has another sum; of those with a one-time prekey any
                // number that can be.
                const bool possible =
                    at == kDevices + 64
                        ? value == good[at]
                        : value <= std::min<int>(changed[at - 1], kMaxOneTimeOfADevice);
                QCOMPARE(reads(changed), possible);
            }
        }
    }

    void storedStoresComeBack()
    {
        DeterministicRandom random(6);
        Timestamp now{1000};
        auto store = PrekeyStore::create(now, random);
        answer(store, 1, random, 5);
        answer(store, 1, random);
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
