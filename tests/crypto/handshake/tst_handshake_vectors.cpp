// tests/vectors/handshake.json: prekey bundle, PQXDH and first message. The keys are computed a
// second time here, from PROTOCOL.md section 6 with nothing but libsodium, and the file holds the
// intermediate values of that second computation.
#include "crypto/base/init.h"
#ifndef Q_MOC_RUN // moc of Qt 6.4 stumbles over a concept of the standard library
#include "tests/crypto/handshake/parties.h"
#include "tests/support/by_hand.h"
#endif
#include "tests/support/vector_file.h"

#include <sodium.h>

#include <QTest>

using namespace sotto::crypto;
using namespace sotto::test::by_hand;
using sotto::test::hex;
using sotto::test::Parties;
using sotto::test::unhex;
using sotto::test::VectorFile;

namespace {

/// The scalar of an identity seed: the clamped lower half of its SHA-512.
Bytes identityScalar(ByteView seed)
{
    Bytes digest(64);
    crypto_hash_sha512(digest.data(), seed.data(), seed.size());
    digest.resize(32);
    digest[0] &= 248;
    digest[31] &= 127;
    digest[31] |= 64;
    return digest;
}

Bytes publicBytes(const DevicePublicKeys& keys)
{
    Writer out;
    keys.write(out);
    return std::move(out).take();
}

QString nameOf(HandshakeError error)
{
    static const char* const names[] = {
        "OwnDevice",   "UnknownPrekey",   "UnknownOneTimePrekey", "UnknownResetSecret",
        "UnusableKey", "AlreadyAnswered", "TooManyFirstMessages"};
    return QString::fromLatin1(names[static_cast<std::size_t>(error)]);
}

QString nameOf(BundleError error)
{
    static const char* const names[] = {"Malformed", "OtherDevice", "KeysNotInLog", "BadSignature",
                                        "Expired",   "Stale",       "Equivocation", "UnusableKey"};
    return QString::fromLatin1(names[static_cast<std::size_t>(error)]);
}

} // namespace

class TestHandshakeVectors : public QObject
{
    Q_OBJECT

    /// Everything that one handshake is made of, from the world with that seed.
    static QJsonObject handshakeCase(std::uint64_t seed, bool oneTime, bool withReset)
    {
        Parties world(seed);
        const auto reset = world.random.make<ResetSecret>();
        const Bytes signedBundle =
            world.bob.prekeys.makeBundle(world.bob.own(), world.bob.mailbox, world.now);
        const auto bundle = std::move(*VerifiedBundle::verify(
            signedBundle, world.bob.asPeer(), world.bob.mailbox, nullptr, world.now));
        const auto begun = world.initiate(bundle, oneTime, withReset ? &reset : nullptr);
        const HandshakeHeader& header = begun->header;

        // The responder's side, by hand.
        const SignedPrekey& prekey = *world.bob.prekeys.findSigned(header.prekeyId);
        const X25519KeyPair* oneTimePair =
            oneTime ? world.bob.prekeys.findOneTime(*header.oneTimeId) : nullptr;
        Bytes aliceIdentity(32);
        if (crypto_sign_ed25519_pk_to_curve25519(
                aliceIdentity.data(), world.alice.keys.publicKeys().identity.data()) != 0) {
            return {};
        }
        const Bytes bobScalar = identityScalar(world.bob.keys.identity().seed().view());
        const Bytes dh1 = x25519(prekey.dh.secretKey.view(), aliceIdentity);
        const Bytes dh2 = x25519(bobScalar, header.ephemeral);
        const Bytes dh3 = x25519(prekey.dh.secretKey.view(), header.ephemeral);
        const Bytes dh4 =
            oneTime ? x25519(oneTimePair->secretKey.view(), header.ephemeral) : Bytes();
        Bytes kemPublic(crypto_kem_mlkem768_PUBLICKEYBYTES);
        Bytes kemSecret(crypto_kem_mlkem768_SECRETKEYBYTES);
        crypto_kem_mlkem768_seed_keypair(kemPublic.data(), kemSecret.data(),
                                         prekey.kem.seed().data());
        Bytes shared(32);
        if (crypto_kem_mlkem768_dec(shared.data(), header.kemCiphertext.data(), kemSecret.data()) !=
            0) {
            return {};
        }
        const Bytes zeros(32);
        const Bytes transcript = join(
            {Bytes{1, 1}, world.alice.address.account, world.alice.address.device,
             publicBytes(world.alice.keys.publicKeys()), world.logHead, world.bob.address.account,
             world.bob.address.device, publicBytes(world.bob.keys.publicKeys()),
             bigEndian(header.prekeyId, 4), prekey.dh.publicKey,
             blake2b("sotto1 kemprekey", {}, kemPublic),
             Bytes{oneTime ? std::uint8_t{1} : std::uint8_t{0}},
             bigEndian(header.oneTimeId.value_or(0), 4),
             oneTime ? ByteView(oneTimePair->publicKey) : ByteView(zeros), header.ephemeral,
             blake2b("sotto1 kemct", {}, header.kemCiphertext),
             Bytes{withReset ? std::uint8_t{1} : std::uint8_t{0}},
             header.resetSecretId ? ByteView(*header.resetSecretId) : ByteView(zeros).first(16)});
        const Bytes sessionId = blake2b("sotto1 session", {}, transcript);
        const Bytes prefix(32, 0xFF);
        const Bytes keys =
            hkdfExpand(hkdfExtract(withReset ? ByteView(reset.view()) : ByteView(zeros),
                                   join({prefix, dh1, dh2, dh3, dh4, shared})),
                       "Sotto v1 PQXDH X25519 HKDF-SHA-256 ML-KEM-768", sessionId, 96);

        const Bytes message(1024, 0x5A);
        const Bytes log(100, 0x4C);
        const Bytes first = *sealFirstMessage(header, log, world.bob.keys.sealing().publicKey,
                                              message, world.random);
        QJsonObject out;
        out["seed"] = static_cast<int>(seed);
        out["initiator device keys (seeds)"] = hex(world.alice.keys.serialize().view());
        out["initiator account"] = hex(world.alice.address.account);
        out["responder device keys (seeds)"] = hex(world.bob.keys.serialize().view());
        out["responder account"] = hex(world.bob.address.account);
        out["responder mailbox"] = hex(world.bob.mailbox);
        out["signed prekey secret"] = hex(prekey.dh.secretKey.view());
        out["kem prekey seed"] = hex(prekey.kem.seed().view());
        out["one-time prekey secret"] = oneTime ? hex(oneTimePair->secretKey.view()) : QString();
        out["reset secret"] = withReset ? hex(reset.view()) : QString();
        out["now"] = static_cast<qint64>(world.now.seconds);
        out["bundle"] = hex(signedBundle);
        out["ephemeral"] = hex(header.ephemeral);
        out["kem ciphertext"] = hex(header.kemCiphertext);
        out["dh1"] = hex(dh1);
        out["dh2"] = hex(dh2);
        out["dh3"] = hex(dh3);
        out["dh4"] = hex(dh4);
        out["kem shared secret"] = hex(shared);
        out["transcript"] = hex(transcript);
        out["session id"] = hex(sessionId);
        out["root key"] = hex(ByteView(keys).first(32));
        out["initiator header key"] = hex(ByteView(keys).subspan(32, 32));
        out["responder next header key"] = hex(ByteView(keys).subspan(64, 32));
        out["attached log"] = hex(log);
        out["message"] = hex(message);
        out["first message"] = hex(first);
        // What the program itself makes must be what the hand made.
        out["expect"] =
            begun->keys.sessionId == SessionId(ByteView(sessionId).first<32>()) &&
                    equalConstantTime(begun->keys.root.view(), ByteView(keys).first(32)) &&
                    equalConstantTime(begun->keys.initiatorHeader.view(),
                                      ByteView(keys).subspan(32, 32)) &&
                    equalConstantTime(begun->keys.responderNextHeader.view(),
                                      ByteView(keys).subspan(64, 32))
                ? "ok"
                : "the second computation differs";
        return out;
    }

private slots:
    void initTestCase() { QVERIFY(initialize()); }

    void theFileIsTheLaw()
    {
        QJsonArray cases;
        cases.append(handshakeCase(1, true, false));
        cases.append(handshakeCase(2, false, false));
        cases.append(handshakeCase(3, true, true));
        for (const auto& made : cases) {
            QCOMPARE(made.toObject()["expect"].toString(), QStringLiteral("ok"));
        }

        // Negative ones: a change of one byte of the first case's bundle, and of a header field.
        QJsonArray bundles;
        const Bytes good = unhex(cases[0].toObject()["bundle"]);
        const auto refuse = [&](const char* what, std::size_t at, std::uint8_t change) {
            Parties world(1);
            Bytes changed = good;
            changed[at] ^= change;
            const auto out = VerifiedBundle::verify(changed, world.bob.asPeer(), world.bob.mailbox,
                                                    nullptr, world.now);
            bundles.append(
                QJsonObject{{"what", what},
                            {"bundle", hex(changed)},
                            {"expect", out ? QStringLiteral("ok") : nameOf(out.error())}});
        };
        refuse("version", 0, 3);
        refuse("account", 1, 1);
        refuse("mailbox", 65, 1);
        refuse("counter", 104, 1);
        refuse("identity key", 153, 1);
        refuse("sealing key", 300, 1);
        refuse("signature", good.size() - 1, 0x10);
        refuse("count of one-time prekeys", 121 + 96 + 1216 + 4 + 32 + 1184 + 1, 1);
        {
            Parties world(1);
            PrekeyBundle low = world.bobsBundle().bundle();
            std::fill_n(low.sealingKey.bytes.end() - 32, 32, std::uint8_t{0});
            low.keys.sealingHash = hashSealingKey(low.sealingKey);
            const Bytes signedLow = low.sign(world.bob.keys.signing());
            PeerDevice peer = world.bob.asPeer();
            peer.keys = low.keys;
            const auto out =
                VerifiedBundle::verify(signedLow, peer, world.bob.mailbox, nullptr, world.now);
            bundles.append(
                QJsonObject{{"what", "sealing key of low order, for a log that names its hash"},
                            {"bundle", hex(signedLow)},
                            {"expect", out ? QStringLiteral("ok") : nameOf(out.error())}});
        }
        for (const auto& bundle : bundles) {
            QVERIFY(bundle.toObject()["expect"].toString() != QLatin1String("ok"));
        }

        QJsonArray headers;
        const auto answer = [&](const char* what, const auto& change) {
            Parties world(1);
            static_cast<void>(world.random.make<ResetSecret>());
            const auto bundle = world.bobsBundle();
            HandshakeHeader header = world.initiate(bundle)->header;
            change(header);
            const auto out = answerHandshake(header, world.bob.own(), world.bob.prekeys,
                                             world.alice.asPeer(), nullptr);
            headers.append(QJsonObject{
                {"what", what}, {"expect", out ? QStringLiteral("ok") : nameOf(out.error())}});
        };
        answer("signed prekey that was never made", [](HandshakeHeader& h) { h.prekeyId = 9; });
        answer("one-time prekey that was never made",
               [](HandshakeHeader& h) { h.oneTimeId = 999; });
        answer("reset secret that nobody has",
               [](HandshakeHeader& h) { h.resetSecretId = ResetSecretId(); });
        answer("ephemeral key of low order", [](HandshakeHeader& h) { h.ephemeral = {}; });
        for (const auto& header : headers) {
            QVERIFY(header.toObject()["expect"].toString() != QLatin1String("ok"));
        }

        // The attached log takes whole blocks of its own, whatever would fit beside the header.
        QJsonArray logs;
        for (const std::size_t length :
             std::initializer_list<std::size_t>{0, 685, 686, 1024, 1025}) {
            Parties world(1);
            const HandshakeHeader header = world.initiate(world.bobsBundle())->header;
            const Bytes log(length, 0x4C);
            const Bytes message(1024, 0x5A);
            const auto first = sealFirstMessage(header, log, world.bob.keys.sealing().publicKey,
                                                message, world.random);
            logs.append(QJsonObject{
                {"responder device keys (seeds)", hex(world.bob.keys.serialize().view())},
                {"log length", static_cast<int>(length)},
                {"log blocks", static_cast<int>((length + 1023) / 1024)},
                {"first message", hex(*first)}});
        }

        VectorFile file(QStringLiteral("handshake"));
        QVERIFY(file.compareOrWrite(QJsonObject{
            {"about",
             "PROTOCOL.md section 6. Randomness: tests/support/deterministic_random.h with "
             "the seed of the case. Device keys are three seeds of 32 bytes: signing, "
             "identity, sealing. Header cases change the first handshake's header."},
            {"handshakes", cases},
            {"attached logs", logs},
            {"refused bundles", bundles},
            {"refused headers", headers}}));
    }

    /// The other way round: what the file holds opens, with nothing but what it holds.
    void theFilesFirstMessagesOpen()
    {
        VectorFile file(QStringLiteral("handshake"));
        QVERIFY(file.load());
        QCOMPARE(file.cases(QStringLiteral("attached logs")).size(), 5);
        for (const auto& value : file.cases(QStringLiteral("attached logs"))) {
            const QJsonObject object = value.toObject();
            const auto bob = DeviceKeys::parse(unhex(object["responder device keys (seeds)"]));
            const Bytes envelope = unhex(object["first message"]);
            const int blocks = object["log blocks"].toInt();
            QCOMPARE((envelope[1] << 8) | envelope[2], blocks);
            QCOMPARE(envelope.size(), static_cast<std::size_t>(3072 + 1024 * blocks + 1024));
            const auto first = openFirstMessage(envelope, bob->sealing().secretKey);
            QVERIFY(first);
            QVERIFY(std::ranges::equal(
                first->attachedLog.view(),
                Bytes(static_cast<std::size_t>(object["log length"].toInt()), 0x4C)));
        }
        QCOMPARE(file.cases(QStringLiteral("handshakes")).size(), 3);
        for (const auto& value : file.cases(QStringLiteral("handshakes"))) {
            const QJsonObject object = value.toObject();
            const auto bob = DeviceKeys::parse(unhex(object["responder device keys (seeds)"]));
            QVERIFY(bob);
            const Bytes envelope = unhex(object["first message"]);
            const auto first = openFirstMessage(envelope, bob->sealing().secretKey);
            QVERIFY(first);
            QVERIFY(std::ranges::equal(first->attachedLog.view(), unhex(object["attached log"])));
            QVERIFY(std::ranges::equal(first->message, unhex(object["message"])));
            QCOMPARE(hex(first->header.kemCiphertext), object["kem ciphertext"].toString());
            QCOMPARE(hex(first->header.ephemeral), object["ephemeral"].toString());
            const auto alice = DeviceKeys::parse(unhex(object["initiator device keys (seeds)"]));
            QVERIFY(first->header.initiator.device == alice->publicKeys().deviceId());
        }
    }
};

QTEST_APPLESS_MAIN(TestHandshakeVectors)
#include "tst_handshake_vectors.moc"
