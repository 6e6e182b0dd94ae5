#include "crypto/base/init.h"
#include "tests/crypto/handshake/parties.h"
#include "tests/support/hex.h"

#include <QTest>

using namespace sotto::crypto;
using sotto::test::Parties;
using sotto::test::Party;
using sotto::test::sameKeys;

class TestHandshake : public QObject
{
    Q_OBJECT

    static std::optional<HandshakeError> answerError(const HandshakeHeader& header, const Party& by,
                                                     const PeerDevice& from,
                                                     const ResetSecret* reset = nullptr)
    {
        const auto out = answerHandshake(header, by.own(), by.prekeys, from, reset);
        return out ? std::nullopt : std::optional(out.error());
    }

private slots:
    void initTestCase() { QVERIFY(initialize()); }

    void bothSidesAgree()
    {
        for (const bool oneTime : {true, false}) {
            for (const bool withReset : {true, false}) {
                Parties world(1);
                const auto reset = world.random.make<ResetSecret>();
                const ResetSecret* mixed = withReset ? &reset : nullptr;
                const auto bundle = world.bobsBundle();
                const auto begun = world.initiate(bundle, oneTime, mixed);
                QVERIFY(begun);
                const auto answered = answerHandshake(
                    begun->header, world.bob.own(), world.bob.prekeys, world.alice.asPeer(), mixed);
                QVERIFY(answered);
                QVERIFY(sameKeys(begun->keys, answered->keys));
                QVERIFY(answered->ourRatchetKey.publicKey == begun->theirRatchetKey);
                QCOMPARE(begun->header.oneTimeId.has_value(), oneTime);
            }
        }
    }

    /// Every leg counts: with any one of the secrets replaced the keys are others.
    void everyLegContributes()
    {
        Parties world(2);
        const auto bundle = world.bobsBundle();
        const auto begun = world.initiate(bundle);
        const SecretBytes stored = world.bob.prekeys.serialize();
        // Layout of the store: 1 + 8 + 4 + 4 + 1, then id 4, made 8, retired 9, X25519, ML-KEM
        // seed.
        const std::size_t dh = 18 + 21;
        const std::size_t kemSeed = dh + 32;
        const std::size_t oneTime = kemSeed + 64 + 2 + 2 + 4;
        for (const std::size_t at : {dh, kemSeed, oneTime}) {
            SecretBytes changed = stored.duplicate();
            changed.mutableView()[at + 5] ^= 0x10;
            const auto store = PrekeyStore::parse(changed.view());
            QVERIFY(store);
            const auto answered = answerHandshake(begun->header, world.bob.own(), *store,
                                                  world.alice.asPeer(), nullptr);
            QVERIFY(answered);
            QVERIFY(!(answered->keys.root == begun->keys.root));
        }
        SecretBytes identity = world.bob.keys.serialize();
        identity.mutableView()[32 + 3] ^= 1;
        const auto otherIdentity = DeviceKeys::parse(identity.view());
        const auto answered = answerHandshake(begun->header, {world.bob.address, *otherIdentity},
                                              world.bob.prekeys, world.alice.asPeer(), nullptr);
        QVERIFY(answered);
        QVERIFY(!(answered->keys.root == begun->keys.root));
    }

    /// Unknown key share and identity misbinding: whoever is taken for somebody else shares
    /// nothing.
    void identitiesAreBound()
    {
        Parties world(3);
        const auto bundle = world.bobsBundle();
        const auto begun = world.initiate(bundle);
        Party mallory(world.random, world.now);
        PeerDevice aliceWithOtherSigning = world.alice.asPeer();
        aliceWithOtherSigning.keys.signing = mallory.keys.publicKeys().signing;
        PeerDevice aliceWithOtherSealing = world.alice.asPeer();
        aliceWithOtherSealing.keys.sealingHash = mallory.keys.publicKeys().sealingHash;
        PeerDevice aliceWithOtherIdentity = world.alice.asPeer();
        aliceWithOtherIdentity.keys.identity = mallory.keys.publicKeys().identity;
        for (const auto& peer :
             {aliceWithOtherSigning, aliceWithOtherSealing, aliceWithOtherIdentity}) {
            const auto answered =
                answerHandshake(begun->header, world.bob.own(), world.bob.prekeys, peer, nullptr);
            QVERIFY(answered);
            QVERIFY(!(answered->keys.root == begun->keys.root));
        }
        // Another account with the same device keys, as initiator and as responder.
        HandshakeHeader renamed = begun->header;
        renamed.initiator.account = mallory.address.account;
        PeerDevice peer = world.alice.asPeer();
        peer.address = renamed.initiator;
        const auto answered =
            answerHandshake(renamed, world.bob.own(), world.bob.prekeys, peer, nullptr);
        QVERIFY(answered);
        QVERIFY(!(answered->keys.root == begun->keys.root));
        const DeviceAddress otherBob{mallory.address.account, world.bob.address.device};
        const auto asOther = answerHandshake(begun->header, {otherBob, world.bob.keys},
                                             world.bob.prekeys, world.alice.asPeer(), nullptr);
        QVERIFY(asOther);
        QVERIFY(!(asOther->keys.root == begun->keys.root));
        // The header's own word against the log's.
        QCOMPARE(answerError(begun->header, world.bob, mallory.asPeer()),
                 std::optional(HandshakeError::OwnDevice));
    }

    void everyFieldOfTheHeaderIsBound()
    {
        Parties world(4);
        const auto bundle = world.bobsBundle();
        const auto reset = world.random.make<ResetSecret>();
        const auto begun = world.initiate(bundle, true, &reset);
        const auto keysOf = [&](const auto& change) {
            HandshakeHeader header = begun->header;
            change(header);
            return answerHandshake(header, world.bob.own(), world.bob.prekeys, world.alice.asPeer(),
                                   &reset);
        };
        const auto changedKeys = [&](const auto& change) {
            const auto answered = keysOf(change);
            return answered && !(answered->keys.root == begun->keys.root);
        };
        const auto same = keysOf([](HandshakeHeader&) {});
        QVERIFY(same && same->keys.root == begun->keys.root);
        QVERIFY(changedKeys([](HandshakeHeader& h) { h.logHead.bytes[0] ^= 1; }));
        QVERIFY(changedKeys([](HandshakeHeader& h) { ++*h.oneTimeId; }));
        QVERIFY(changedKeys([](HandshakeHeader& h) { h.oneTimeId.reset(); }));
        QVERIFY(changedKeys([](HandshakeHeader& h) { h.ephemeral.bytes[0] ^= 1; }));
        QVERIFY(changedKeys([](HandshakeHeader& h) { h.kemCiphertext.bytes[700] ^= 1; }));
        const auto error = [&](const auto& change) { return keysOf(change).error(); };
        QCOMPARE(error([](HandshakeHeader& h) { h.resetSecretId.reset(); }),
                 HandshakeError::UnknownResetSecret);
        QCOMPARE(error([](HandshakeHeader& h) { h.resetSecretId->bytes[3] ^= 1; }),
                 HandshakeError::UnknownResetSecret);
        QCOMPARE(error([](HandshakeHeader& h) { ++h.prekeyId; }), HandshakeError::UnknownPrekey);
    }

    /// Names of keys are part of the transcript, not only the keys: with the same keys under other
    /// names there is another session.
    void everyNameOfAKeyIsBound()
    {
        Parties world(13);
        const auto bundle = world.bobsBundle();
        const auto reset = world.random.make<ResetSecret>();
        const PrekeyId last = bundle.bundle().oneTimePrekeys.back().id;
        const auto begun =
            initiateHandshake(world.alice.own(), world.logHead, bundle, last, &reset, world.random);
        // The store with one name changed, at its place in the stored form.
        const auto renamed = [&](std::size_t at, std::uint8_t name) {
            constexpr std::size_t kNextSigned = 1 + 8 + 3;
            constexpr std::size_t kNextOneTime = kNextSigned + 4;
            SecretBytes stored = world.bob.prekeys.serialize();
            stored.mutableView()[kNextSigned] = 200;
            stored.mutableView()[kNextOneTime] = 200;
            stored.mutableView()[at] = name;
            return std::move(*PrekeyStore::parse(stored.view()));
        };
        constexpr std::size_t kSignedName = 1 + 8 + 4 + 4 + 1 + 3;
        const std::size_t size = world.bob.prekeys.serialize().size();
        const std::size_t lastName = size - (32 + 9) - 1;
        const auto idOf = [&](const HandshakeHeader& header, const PrekeyStore& store) {
            const auto id = sessionIdOf(header, world.bob.own(), store, world.alice.asPeer());
            return id ? std::optional(*id) : std::nullopt;
        };
        const SessionId real = begun->keys.sessionId;
        QCOMPARE(idOf(begun->header, world.bob.prekeys) == std::optional(real), true);
        QCOMPARE(idOf(begun->header, renamed(kSignedName, 1)) == std::optional(real), true);

        HandshakeHeader header = begun->header;
        header.prekeyId = 150;
        auto id = idOf(header, renamed(kSignedName, 150));
        QVERIFY(id && *id != real);
        header = begun->header;
        header.oneTimeId = 150;
        const PrekeyStore store = renamed(lastName, 150);
        QVERIFY(store.findOneTime(150)->publicKey == bundle.bundle().findOneTime(last)->key);
        id = idOf(header, store);
        QVERIFY(id && *id != real);
        header = begun->header;
        header.resetSecretId->bytes[5] ^= 1;
        id = idOf(header, world.bob.prekeys);
        QVERIFY(id && *id != real);
        header.resetSecretId = ResetSecretId();
        const auto zero = idOf(header, world.bob.prekeys);
        header.resetSecretId.reset();
        QVERIFY(zero && zero != idOf(header, world.bob.prekeys));
    }

    void lowOrderAndSecondEncodingsAreRefused_data()
    {
        QTest::addColumn<QString>("key");
        QTest::newRow("zero") << "0000000000000000000000000000000000000000000000000000000000000000";
        QTest::newRow("one") << "0100000000000000000000000000000000000000000000000000000000000000";
        QTest::newRow("order 8")
            << "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800";
        QTest::newRow("p-1") << "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f";
        QTest::newRow("p") << "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f";
        QTest::newRow("9 + 2^255")
            << "0900000000000000000000000000000000000000000000000000000000000080";
    }

    void lowOrderAndSecondEncodingsAreRefused()
    {
        QFETCH(QString, key);
        const auto bad = sotto::test::fixedFromHex<X25519PublicKey>(key.toStdString());
        Parties world(5);
        const auto bundle = world.bobsBundle();
        const auto begun = world.initiate(bundle);
        HandshakeHeader header = begun->header;
        header.ephemeral = bad;
        QCOMPARE(answerError(header, world.bob, world.alice.asPeer()),
                 std::optional(HandshakeError::UnusableKey));
        // In the bundle: refused when it is verified, or at the latest when it is used.
        for (const bool inOneTime : {false, true}) {
            PrekeyBundle hostile = bundle.bundle();
            (inOneTime ? hostile.oneTimePrekeys[0].key : hostile.signedPrekey) = bad;
            const auto verified =
                VerifiedBundle::verify(hostile.sign(world.bob.keys.signing()), world.bob.asPeer(),
                                       world.bob.mailbox, nullptr, world.now);
            if (verified) {
                QCOMPARE(world.initiate(*verified).error(), HandshakeError::UnusableKey);
            }
        }
    }

    void invalidKemKeysAreRefused()
    {
        Parties world(6);
        PrekeyBundle hostile = world.bobsBundle().bundle();
        std::fill_n(hostile.kemPrekey.bytes.begin(), 3, std::uint8_t{0xFF}); // not below q
        const auto verified =
            VerifiedBundle::verify(hostile.sign(world.bob.keys.signing()), world.bob.asPeer(),
                                   world.bob.mailbox, nullptr, world.now);
        QVERIFY(verified);
        QCOMPARE(world.initiate(*verified).error(), HandshakeError::UnusableKey);
    }

    /// A swapped prekey identifier, a one-time key that the relay invented.
    void prekeysCannotBeSwapped()
    {
        Parties world(7);
        const auto bundle = world.bobsBundle();
        QCOMPARE(initiateHandshake(world.alice.own(), world.logHead, bundle, 0xFFFF, nullptr,
                                   world.random)
                     .error(),
                 HandshakeError::UnknownOneTimePrekey);
        const auto begun = world.initiate(bundle);
        HandshakeHeader header = begun->header;
        header.prekeyId = 77;
        QCOMPARE(answerError(header, world.bob, world.alice.asPeer()),
                 std::optional(HandshakeError::UnknownPrekey));
        header = begun->header;
        header.oneTimeId = 7777;
        QCOMPARE(answerError(header, world.bob, world.alice.asPeer()),
                 std::optional(HandshakeError::UnknownOneTimePrekey));
    }

    void answeringTwiceIsRefused()
    {
        for (const bool oneTime : {true, false}) {
            Parties world(8);
            const auto begun = world.initiate(world.bobsBundle(), oneTime);
            const auto answered = answerHandshake(begun->header, world.bob.own(), world.bob.prekeys,
                                                  world.alice.asPeer(), nullptr);
            world.bob.prekeys.recordAnswered(begun->header.prekeyId, world.alice.address,
                                             answered->keys.sessionId, begun->header.oneTimeId);
            QCOMPARE(answerError(begun->header, world.bob, world.alice.asPeer()),
                     std::optional(oneTime ? HandshakeError::UnknownOneTimePrekey
                                           : HandshakeError::AlreadyAnswered));
        }
    }

    void aFullReplayLogRefuses()
    {
        Parties world(9);
        const auto begun = world.initiate(world.bobsBundle(), false);
        for (std::size_t i = 0; i < kMaxFirstMessages; ++i) {
            world.bob.prekeys.recordAnswered(1, world.anyDevice(), world.random.make<SessionId>(),
                                             std::nullopt);
        }
        QCOMPARE(answerError(begun->header, world.bob, world.alice.asPeer()),
                 std::optional(HandshakeError::TooManyFirstMessages));
    }

    /// One contact, from one fetched bundle, named all one-time prekeys and filled the replay log,
    /// and everybody else was refused.
    void oneDeviceUsesUpNothing()
    {
        Parties world(12);
        const auto bundle = world.bobsBundle();
        const Party mallory(world.random, world.now);
        const auto& offered = bundle.bundle().oneTimePrekeys;
        const auto flood = [&](bool oneTime) {
            std::size_t answered = 0;
            for (std::size_t i = 0; i < 300; ++i) {
                const auto id =
                    oneTime ? std::optional(offered[i % offered.size()].id) : std::nullopt;
                const auto begun = initiateHandshake(mallory.own(), world.logHead, bundle, id,
                                                     nullptr, world.random);
                const auto answer = answerHandshake(begun->header, world.bob.own(),
                                                    world.bob.prekeys, mallory.asPeer(), nullptr);
                if (answer) {
                    world.bob.prekeys.recordAnswered(begun->header.prekeyId, mallory.address,
                                                     answer->keys.sessionId, id);
                    ++answered;
                }
            }
            return answered;
        };
        QCOMPARE(flood(true), kMaxOneTimeOfADevice);
        QCOMPARE(world.bob.prekeys.offeredOneTimeCount(), offered.size() - kMaxOneTimeOfADevice);
        QCOMPARE(flood(false), kMaxAnsweredOfADevice - kMaxOneTimeOfADevice);
        QCOMPARE(flood(true), std::size_t{0});
        QCOMPARE(world.bob.prekeys.findSigned(bundle.bundle().prekeyId)->answered.size(),
                 kMaxAnsweredOfADevice);
        // Alice gets what the relay gave her.
        const auto begun = initiateHandshake(world.alice.own(), world.logHead, bundle,
                                             offered.back().id, nullptr, world.random);
        QVERIFY(answerHandshake(begun->header, world.bob.own(), world.bob.prekeys,
                                world.alice.asPeer(), nullptr));
        // With the next prekeys Mallory may begin again.
        world.now = world.now.plus(kSignedPrekeyLifetime);
        QVERIFY(world.bob.prekeys.rotateIfDue(world.now, world.random));
        const auto next = world.bobsBundle();
        const auto again = initiateHandshake(mallory.own(), world.logHead, next, std::nullopt,
                                             nullptr, world.random);
        QVERIFY(answerHandshake(again->header, world.bob.own(), world.bob.prekeys, mallory.asPeer(),
                                nullptr));
    }

    void oneselfIsNoPartner()
    {
        Parties world(10);
        const auto bundle = world.bobsBundle();
        QCOMPARE(initiateHandshake(world.bob.own(), world.logHead, bundle, std::nullopt, nullptr,
                                   world.random)
                     .error(),
                 HandshakeError::OwnDevice);
        HandshakeHeader reflected = world.initiate(bundle)->header;
        reflected.initiator = world.bob.address;
        QCOMPARE(answerError(reflected, world.bob, world.bob.asPeer()),
                 std::optional(HandshakeError::OwnDevice));
    }

    void answeringChangesNothing()
    {
        Parties world(11);
        const auto begun = world.initiate(world.bobsBundle());
        const SecretBytes before = world.bob.prekeys.serialize();
        QVERIFY(answerHandshake(begun->header, world.bob.own(), world.bob.prekeys,
                                world.alice.asPeer(), nullptr));
        QVERIFY(equalConstantTime(before.view(), world.bob.prekeys.serialize().view()));
    }
};

QTEST_APPLESS_MAIN(TestHandshake)
#include "tst_handshake.moc"
