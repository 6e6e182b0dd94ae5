#include "crypto/base/init.h"
#include "tests/crypto/handshake/parties.h"
#include "tests/support/hex.h"

#include <QTest>

using namespace sotto::crypto;
using sotto::test::Parties;
using sotto::test::Party;

class TestPrekeyBundle : public QObject
{
    Q_OBJECT

    static std::optional<BundleError> errorOf(ByteView bundle, const Party& of,
                                              const Parties& world,
                                              const SeenBundle* seen = nullptr)
    {
        const auto out = VerifiedBundle::verify(bundle, of.asPeer(), of.mailbox, seen, world.now);
        return out ? std::nullopt : std::optional(out.error());
    }

    /// A bundle of Bob's, changed before he signs it.
    template <class Change> static Bytes signedWith(Parties& world, const Change& change)
    {
        PrekeyBundle bundle = world.bobsBundle().bundle();
        change(bundle);
        return bundle.sign(world.bob.keys.signing());
    }

private slots:
    void initTestCase() { QVERIFY(initialize()); }

    void everyByteIsSigned()
    {
        Parties world(1);
        const Bytes bundle =
            world.bob.prekeys.makeBundle(world.bob.own(), world.bob.mailbox, world.now);
        QVERIFY(!errorOf(bundle, world.bob, world));
        for (std::size_t at = 0; at < bundle.size(); at += 5) {
            Bytes changed = bundle;
            changed[at] ^= static_cast<std::uint8_t>(1U << (at % 8));
            QVERIFY(errorOf(changed, world.bob, world));
        }
        for (std::size_t size = 0; size < bundle.size(); size += 41) {
            QCOMPARE(errorOf(ByteView(bundle).first(size), world.bob, world),
                     std::optional(BundleError::Malformed));
        }
        Bytes longer = bundle;
        longer.push_back(0);
        QCOMPARE(errorOf(longer, world.bob, world), std::optional(BundleError::Malformed));
    }

    /// DESIGN section 10, attack 15.
    void staleAndSwappedBundlesAreRefused()
    {
        Parties world(2);
        const Bytes older =
            world.bob.prekeys.makeBundle(world.bob.own(), world.bob.mailbox, world.now);
        const auto newer = world.bobsBundle();
        const SeenBundle seen = newer.seen();
        QCOMPARE(errorOf(older, world.bob, world, &seen), std::optional(BundleError::Stale));
        const Bytes twin = signedWith(world, [&](PrekeyBundle& b) {
            b.counter = seen.counter;
            b.oneTimePrekeys.pop_back();
        });
        QCOMPARE(errorOf(twin, world.bob, world, &seen), std::optional(BundleError::Equivocation));
        const Bytes alices =
            world.alice.prekeys.makeBundle(world.alice.own(), world.alice.mailbox, world.now);
        QCOMPARE(errorOf(alices, world.bob, world), std::optional(BundleError::OtherDevice));
        const auto otherMailbox = VerifiedBundle::verify(older, world.bob.asPeer(),
                                                         world.alice.mailbox, nullptr, world.now);
        QCOMPARE(otherMailbox.error(), BundleError::OtherDevice);
    }

    void keysMustBeThoseOfTheLog()
    {
        Parties world(3);
        QCOMPARE(errorOf(signedWith(world,
                                    [&](PrekeyBundle& b) {
                                        b.sealingKey = world.alice.keys.sealing().publicKey;
                                    }),
                         world.bob, world),
                 std::optional(BundleError::KeysNotInLog));
        QCOMPARE(errorOf(signedWith(world,
                                    [&](PrekeyBundle& b) {
                                        b.keys.identity = world.alice.keys.publicKeys().identity;
                                    }),
                         world.bob, world),
                 std::optional(BundleError::KeysNotInLog));
        // Signed by Bob's own identity seed, or by anybody else.
        PrekeyBundle bundle = world.bobsBundle().bundle();
        QCOMPARE(errorOf(bundle.sign(world.alice.keys.signing()), world.bob, world),
                 std::optional(BundleError::BadSignature));
    }

    void timesAreChecked()
    {
        Parties world(4);
        const Bytes bundle =
            world.bob.prekeys.makeBundle(world.bob.own(), world.bob.mailbox, world.now);
        Parties later(4);
        later.now = world.now.plus(kMaxBundleLifetime);
        QVERIFY(!errorOf(bundle, world.bob, later));
        later.now = later.now.plus({1});
        QCOMPARE(errorOf(bundle, world.bob, later), std::optional(BundleError::Expired));
        const Bytes future = signedWith(world, [&](PrekeyBundle& b) {
            b.issued = world.now.plus(kClockTolerance).plus({1});
            b.expires = b.issued.plus({60});
        });
        QCOMPARE(errorOf(future, world.bob, world), std::optional(BundleError::Expired));
        const Bytes eternal = signedWith(world, [&](PrekeyBundle& b) {
            b.expires = b.issued.plus(kMaxBundleLifetime).plus({1});
        });
        QCOMPARE(errorOf(eternal, world.bob, world), std::optional(BundleError::Expired));
    }

    void secondEncodingsAreRefused()
    {
        Parties world(5);
        const auto p = sotto::test::fixedFromHex<X25519PublicKey>(
            "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f");
        QCOMPARE(errorOf(signedWith(world, [&](PrekeyBundle& b) { b.signedPrekey = p; }), world.bob,
                         world),
                 std::optional(BundleError::UnusableKey));
        QCOMPARE(errorOf(signedWith(world, [&](PrekeyBundle& b) { b.oneTimePrekeys[7].key = p; }),
                         world.bob, world),
                 std::optional(BundleError::UnusableKey));
    }

    /// Nobody learns at the first message that nothing can be sealed to a device.
    void aSealingKeyMustWork()
    {
        Parties world(7);
        const auto refused = [&](const auto& spoil) {
            PrekeyBundle bundle = world.bobsBundle().bundle();
            spoil(bundle.sealingKey);
            bundle.keys.sealingHash = hashSealingKey(bundle.sealingKey);
            PeerDevice bob = world.bob.asPeer();
            bob.keys.sealingHash = bundle.keys.sealingHash;
            const auto out = VerifiedBundle::verify(bundle.sign(world.bob.keys.signing()), bob,
                                                    world.bob.mailbox, nullptr, world.now);
            return out ? std::nullopt : std::optional(out.error());
        };
        QCOMPARE(refused([](XWingPublicKey&) {}), std::nullopt);
        // The X25519 half of low order; a coefficient of the ML-KEM half beyond the modulus.
        QCOMPARE(refused([](XWingPublicKey& key) {
                     std::fill_n(key.bytes.end() - 32, 32, std::uint8_t{0});
                 }),
                 std::optional(BundleError::UnusableKey));
        QCOMPARE(refused([](XWingPublicKey& key) {
                     std::fill_n(key.bytes.begin(), 3, std::uint8_t{0xff});
                 }),
                 std::optional(BundleError::UnusableKey));
    }

    void identifiersRiseStrictly()
    {
        Parties world(6);
        QCOMPARE(errorOf(signedWith(world,
                                    [&](PrekeyBundle& b) {
                                        b.oneTimePrekeys[3].id = b.oneTimePrekeys[2].id;
                                    }),
                         world.bob, world),
                 std::optional(BundleError::Malformed));
    }

    void onlyTheBundleKeyOpensASealedBundle()
    {
        Parties world(7);
        const auto key = world.random.make<BundleKey>();
        const auto otherKey = world.random.make<BundleKey>();
        const Bytes bundle =
            world.bob.prekeys.makeBundle(world.bob.own(), world.bob.mailbox, world.now);
        const Bytes sealed = sealBundle(key, world.bob.mailbox, 1, bundle, world.random);
        QVERIFY(*openBundle(key, world.bob.mailbox, sealed) == bundle);
        QVERIFY(!openBundle(otherKey, world.bob.mailbox, sealed));
        QVERIFY(!openBundle(key, world.alice.mailbox, sealed));
        // Nothing of the account is in clear.
        const auto& account = world.bob.address.account.bytes;
        QVERIFY(std::search(sealed.begin(), sealed.end(), account.begin(), account.end()) ==
                sealed.end());
        for (std::size_t at = 0; at < sealed.size(); at += 7) {
            Bytes changed = sealed;
            changed[at] ^= 1;
            QVERIFY(!openBundle(key, world.bob.mailbox, changed));
        }
        QVERIFY(!openBundle(key, world.bob.mailbox, ByteView(sealed).first(40)));
    }
};

QTEST_APPLESS_MAIN(TestPrekeyBundle)
#include "tst_prekey_bundle.moc"
