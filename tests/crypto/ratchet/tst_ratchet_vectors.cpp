// tests/vectors/ratchet.json, kem_ratchet.json and padding.json. What the ratchet sends is computed
// a second time here, from PROTOCOL.md section 7 with nothing but libsodium, and the intermediate
// values of that second computation are what the files hold.
#include "crypto/base/init.h"
#ifndef Q_MOC_RUN // moc of Qt 6.4 stumbles over a concept of the standard library
#include "tests/crypto/ratchet/hostile.h"
#include "tests/crypto/ratchet/ratchet_pair.h"
#include "tests/crypto/ratchet/stored_state.h"
#include "tests/support/by_hand.h"
#include "tests/support/recording_random.h"
#endif
#include "tests/support/vector_file.h"

#include <map>

#include <sodium.h>

#include <QTest>

using namespace sotto::crypto;
using namespace sotto::test::by_hand;
using sotto::test::fragmentBytes;
using sotto::test::hex;
using sotto::test::paddedBytes;
using sotto::test::RatchetPair;
using sotto::test::RecordingRandom;
using sotto::test::ReplayedRandom;
using sotto::test::StoredState;
using sotto::test::unhex;
using sotto::test::VectorFile;

namespace {

QString nameOf(OpenError error)
{
    static const char* const names[] = {"Malformed",   "UnknownHeader", "AlreadyOpened",
                                        "GapTooLarge", "BadHeader",     "Forged",
                                        "BadContent"};
    return QString::fromLatin1(names[static_cast<std::size_t>(error)]);
}

QString nameOf(ParseError::Kind kind)
{
    static const char* const names[] = {"Truncated", "TrailingBytes", "UnknownVersion",
                                        "OutOfRange", "NonCanonical"};
    return QString::fromLatin1(names[static_cast<std::size_t>(kind)]);
}

/// The secret of the generator that stored @p state and is about to mix.
Bytes kemSecretOf(const StoredState& state, QJsonObject& out)
{
    const std::uint8_t* seed = state.bytes.data() + state.kemPhase() + 1;
    const std::uint8_t* ciphertext = seed + 64 + 8;
    Bytes publicKey(crypto_kem_mlkem768_PUBLICKEYBYTES);
    Bytes secretKey(crypto_kem_mlkem768_SECRETKEYBYTES);
    crypto_kem_mlkem768_seed_keypair(publicKey.data(), secretKey.data(), seed);
    Bytes shared(32);
    if (crypto_kem_mlkem768_dec(shared.data(), ciphertext, secretKey.data()) != 0) {
        return {};
    }
    out["seed"] = hex({seed, 64});
    out["public_key"] = hex(publicKey);
    out["ciphertext"] = hex({ciphertext, 1088});
    out["shared_secret"] = hex(shared);
    return shared;
}

/// One message sealed by the ratchet and, a second time, by hand.
struct SealedMessage
{
    Bytes envelope;
    QJsonObject json;
    bool agrees = false;
};

SealedMessage sealTwice(RatchetPair& pair, Ratchet& from, std::string_view content)
{
    const StoredState before(from);
    RecordingRandom random(pair.random);
    SealedMessage out{*from.seal(asBytes(content), pair.now, random), {}, false};
    QJsonArray drawn;
    for (const Bytes& bytes : random.drawn) {
        drawn.append(hex(bytes));
    }
    out.json["random"] = drawn;
    const StoredState after(from);
    const auto field = [](const StoredState& state, std::size_t at, std::size_t size = 32) {
        return ByteView(state.bytes).subspan(at, size);
    };
    const ByteView envelope = out.envelope;
    Bytes chain;
    Bytes headerKey;
    Bytes epoch(field(after, StoredState::kSendingEpoch, 2).begin(),
                field(after, StoredState::kSendingEpoch, 2).end());
    Bytes root(field(after, StoredState::kRoot).begin(), field(after, StoredState::kRoot).end());
    const ByteView dhs = field(after, StoredState::kOurSecret);
    const Bytes number =
        bigEndian(before.hasSending()
                      ? static_cast<std::uint64_t>(before.bytes[StoredState::kSendingIndex + 3])
                      : 0,
                  4);
    if (before.hasSending()) {
        chain = join({field(before, StoredState::kSendingKey)});
        headerKey = join({field(before, StoredState::kSendingHeader)});
    } else {
        QJsonObject turn;
        const ByteView dhr = field(before, before.theirKey());
        const Bytes dh = x25519(dhs, dhr);
        Bytes shared;
        if (epoch != join({field(before, before.kemEpoch(), 2)})) {
            QJsonObject kem;
            shared = kemSecretOf(before, kem);
            turn["kem"] = kem;
        }
        const Bytes prk = hkdfExtract(field(before, StoredState::kRoot), join({dh, shared}));
        const Bytes keys = hkdfExpand(prk, "Sotto v1 ratchet root step", epoch, 96);
        root.assign(keys.begin(), keys.begin() + 32);
        chain.assign(keys.begin() + 32, keys.begin() + 64);
        headerKey = join({field(before, StoredState::kNextSendingHeader)});
        turn["rk_before"] = hex(field(before, StoredState::kRoot));
        turn["dhs_secret"] = hex(dhs);
        turn["dhr_public"] = hex(dhr);
        turn["dh"] = hex(dh);
        turn["kem_epoch"] = epoch[0] * 256 + epoch[1];
        turn["prk"] = hex(prk);
        turn["rk"] = hex(root);
        turn["ck"] = hex(chain);
        turn["nhk"] = hex(ByteView(keys).last(32));
        out.json["turn"] = turn;
    }
    const ByteView salt = envelope.subspan(17, 8);
    const Bytes step = blake2b("sotto1 chain", chain, {}, 64);
    const ByteView messageKey = ByteView(step).last(32);
    const Bytes keyAndNonce = blake2b("sotto1 message", messageKey, {}, 56, salt);
    const Bytes tagKey = blake2b("sotto1 tagkey", headerKey, {});
    const Bytes tags = blake2b("sotto1 rtag", tagKey, {}, 64, bigEndian(number[3] / 4U, 4));
    const ByteView tag = ByteView(tags).subspan(number[3] % 4U * 16U, 16);
    const Bytes header =
        join({x25519PublicKey(dhs), field(after, StoredState::kSendingPreviousLength, 4), number,
              epoch});
    const ByteView associatedData = pair.associatedData;
    const Bytes prefix =
        join({Bytes{1}, tag, salt,
              aead(headerKey, join({tag, salt}), join({Bytes{1}, associatedData}), header)});
    // The fragment is what the real body holds behind the content.
    Bytes padded(envelope.size() - 99);
    const bool opens = crypto_aead_xchacha20poly1305_ietf_decrypt(
                           padded.data(), nullptr, nullptr, envelope.data() + 83,
                           envelope.size() - 83, join({associatedData, prefix}).data(), 32 + 83,
                           keyAndNonce.data() + 32, keyAndNonce.data()) == 0;
    Bytes fragment;
    if (const auto parts = readPadded(padded); parts && parts->fragment) {
        fragment = fragmentBytes(static_cast<unsigned>(parts->fragment->kind),
                                 parts->fragment->epoch, parts->fragment->offset,
                                 static_cast<unsigned>(parts->fragment->data.size()),
                                 parts->fragment->data);
    }
    const Bytes body = aead(ByteView(keyAndNonce).first(32), ByteView(keyAndNonce).last(24),
                            join({associatedData, prefix}), paddedBytes(content, fragment));
    out.agrees =
        opens && join({prefix, body}) == out.envelope &&
        std::ranges::equal(root, field(after, StoredState::kRoot)) &&
        std::ranges::equal(ByteView(step).first(32), field(after, StoredState::kSendingKey));
    out.json["ck_before"] = hex(chain);
    out.json["ck_after"] = hex(ByteView(step).first(32));
    out.json["mk"] = hex(messageKey);
    out.json["key_nonce"] = hex(keyAndNonce);
    out.json["hk"] = hex(headerKey);
    out.json["tk"] = hex(tagKey);
    out.json["tag"] = hex(tag);
    out.json["salt"] = hex(salt);
    out.json["header"] = hex(header);
    out.json["content"] = hex(asBytes(content));
    out.json["fragment"] = hex(fragment);
    out.json["envelope"] = hex(out.envelope);
    return out;
}

/// Writes down what happens to a pair.
class Script
{
public:
    explicit Script(std::uint64_t seed)
        : pair(seed)
        , m_inputs{{"random_seed", static_cast<qint64>(seed)},
                   {"sk", hex(pair.root.view())},
                   {"hka", hex(pair.header.view())},
                   {"nhkb", hex(pair.nextHeader.view())},
                   {"ad", hex(pair.associatedData)},
                   {"time", static_cast<qint64>(pair.now.seconds)},
                   {"initiator_state", hex(StoredState(pair.alice).bytes)},
                   {"responder_state", hex(StoredState(pair.bob).bytes)}}
    {}

    std::size_t seal(bool byInitiator, std::string_view content)
    {
        Ratchet& from = byInitiator ? pair.alice : pair.bob;
        SealedMessage message = sealTwice(pair, from, content);
        message.json["event"] = "seal";
        message.json["by"] = byInitiator ? "initiator" : "responder";
        message.json["id"] = static_cast<qint64>(m_envelopes.size());
        message.json["time"] = static_cast<qint64>(pair.now.seconds);
        agrees = agrees && message.agrees;
        m_events.append(message.json);
        m_envelopes.push_back(std::move(message.envelope));
        return m_envelopes.size() - 1;
    }
    void open(bool byInitiator, std::size_t id)
    {
        Ratchet& to = byInitiator ? pair.alice : pair.bob;
        agrees = agrees && pair.receive(to, m_envelopes[id]).has_value();
        const StoredState state(to);
        m_events.append(
            QJsonObject{{"event", "open"},
                        {"by", byInitiator ? "initiator" : "responder"},
                        {"id", static_cast<qint64>(id)},
                        {"time", static_cast<qint64>(pair.now.seconds)},
                        {"rk", hex(ByteView(state.bytes).subspan(StoredState::kRoot, 32))},
                        {"nr", static_cast<qint64>(state.bytes[state.receivingIndex() + 3])},
                        {"kem_epoch", int{to.kemEpoch()}},
                        {"skipped_keys", static_cast<qint64>(to.skippedKeyCount())}});
    }
    void carry(bool byInitiator, std::string_view content)
    {
        open(!byInitiator, seal(byInitiator, content));
    }
    void negative(const char* name, const Ratchet& receiver, ByteView envelope)
    {
        const auto out = receiver.open(envelope, pair.now);
        agrees = agrees && !out;
        m_negatives.append(QJsonObject{{"name", QString::fromLatin1(name)},
                                       {"state", hex(StoredState(receiver).bytes)},
                                       {"envelope", hex(envelope)},
                                       {"expect", out ? "" : nameOf(out.error())}});
    }
    [[nodiscard]] const Bytes& envelope(std::size_t id) const { return m_envelopes[id]; }
    /// The conversation ends here; what follows is for the negatives.
    void end()
    {
        m_inputs["initiator_state_after"] = hex(StoredState(pair.alice).bytes);
        m_inputs["responder_state_after"] = hex(StoredState(pair.bob).bytes);
    }
    [[nodiscard]] QJsonObject take(const char* construction)
    {
        m_inputs["construction"] = QString::fromLatin1(construction);
        m_inputs["events"] = m_events;
        m_inputs["negatives"] = m_negatives;
        return m_inputs;
    }

    RatchetPair pair;
    bool agrees = true;

private:
    QJsonObject m_inputs;
    QJsonArray m_events;
    QJsonArray m_negatives;
    std::vector<Bytes> m_envelopes;
};

QJsonObject makeRatchet(bool& agrees)
{
    Script s(31);
    s.carry(true, "Hello Bob");
    const std::size_t late = s.seal(true, "overtaken");
    const std::size_t later = s.seal(true, "overtaken too");
    s.carry(true, "fourth of the chain");
    s.open(false, later);
    s.carry(false, "Hello Alice");
    s.carry(false, "");
    s.carry(true, "a new chain");
    s.open(false, late);
    const std::size_t old = s.seal(true, "of the old chain");
    s.carry(false, "turn");
    s.carry(true, "the header tells how long the last chain was");
    s.open(false, old);

    s.end();
    Ratchet& bob = s.pair.bob;
    const Bytes next = s.pair.seal(s.pair.alice, "next");
    s.negative("opened before", bob, s.envelope(late));
    s.negative("own message", s.pair.alice, next);
    for (const std::size_t at : {1U, 17U, 25U, 82U, 83U, 1023U}) {
        Bytes changed = next;
        changed[at] ^= 1;
        s.negative("one bit changed", bob, changed);
    }
    s.negative("cut short", bob, ByteView(next).first(1023));
    Bytes type = next;
    type[0] = 2;
    s.negative("another type", bob, type);
    const auto hostile = [&](const char* name, const Bytes& padded) {
        Ratchet alice = sotto::test::copyOf(s.pair.alice);
        s.negative(name, bob, *alice.sealPadded(padded, s.pair.random));
    };
    hostile("filler is not zero", paddedBytes("x", Bytes{0, 1}));
    hostile("fragment of kind 3", paddedBytes("x", fragmentBytes(3, 1, 0, 32, Bytes(32))));
    hostile("fragment between cells", paddedBytes("x", fragmentBytes(1, 1, 16, 32, Bytes(32))));
    hostile("content is longer than the message", Bytes(925, 0xFF));
    StoredState jump(s.pair.alice);
    jump.put(jump.kemEpoch(), 1, 2).put(StoredState::kSendingEpoch, 1, 2);
    Ratchet jumping = jump.ratchet();
    s.negative("epoch changes within a chain", bob, s.pair.seal(jumping, "x"));
    StoredState far(s.pair.alice);
    far.put(StoredState::kSendingIndex, 2010, 4);
    Ratchet farAhead = far.ratchet();
    s.negative("too far ahead", bob, s.pair.seal(farAhead, "x"));
    agrees = s.agrees;
    return s.take("ratchet, PROTOCOL.md section 7");
}

QJsonObject makeKemRatchet(bool& agrees)
{
    Script s(32);
    s.carry(true, "first");
    s.carry(false, "second");
    s.pair.now = s.pair.now.plus(kKemStepInterval);
    s.carry(true, "begins step 1");
    static_cast<void>(s.seal(true, "lost with its fragment"));
    s.carry(true, "the first half again");
    s.carry(true, "the second half");
    s.carry(false, "half of the ciphertext");
    s.carry(false, "the other half");
    s.carry(true, "mixes");
    s.carry(false, "answers under the new root");
    s.carry(true, "and so on");
    agrees = s.agrees && s.pair.alice.kemEpoch() == 1 && s.pair.bob.kemEpoch() == 1;
    s.end();
    StoredState back(s.pair.alice);
    back.put(StoredState::kSendingEpoch, 0, 2);
    Ratchet backwards = back.ratchet();
    s.negative("epoch goes back", s.pair.bob, s.pair.seal(backwards, "x"));
    return s.take("ML-KEM ratchet, PROTOCOL.md section 7.5");
}

QJsonObject makePadding()
{
    QJsonArray sizes;
    for (const std::size_t content :
         {std::size_t{0}, std::size_t{921}, std::size_t{922}, std::size_t{3993}, std::size_t{3994},
          std::size_t{16281}, std::size_t{16282}, kMaxContentBytes}) {
        sizes.append(
            QJsonObject{{"content_bytes", static_cast<qint64>(content)},
                        {"envelope_bytes", static_cast<qint64>(*paddedSize(content) + 99)}});
    }
    QJsonArray cases;
    const auto good = [&](const char* name, std::string_view content, const Bytes& fragment) {
        cases.append(QJsonObject{{"name", QString::fromLatin1(name)},
                                 {"content", hex(asBytes(content))},
                                 {"fragment", hex(fragment)},
                                 {"padded", hex(paddedBytes(content, fragment))}});
    };
    const Bytes cells(96, 0xA5);
    good("empty", "", {});
    good("text", "Hello", {});
    good("public key", "Hello", fragmentBytes(1, 1, 1088, 96, cells));
    good("ciphertext", "", fragmentBytes(2, 65535, 992, 96, cells));
    QJsonArray negatives;
    const auto bad = [&](const char* name, const Bytes& padded) {
        const auto out = readPadded(padded);
        negatives.append(QJsonObject{{"name", QString::fromLatin1(name)},
                                     {"padded", hex(padded)},
                                     {"expect", out ? "" : nameOf(out.error().kind)}});
    };
    bad("no length", {0, 0, 0});
    bad("length beyond the end", {0, 0, 0, 2, 1});
    bad("length beyond the limit", Bytes(925, 0x7F));
    bad("filler", paddedBytes("x", Bytes{0, 0, 1}));
    bad("kind", paddedBytes("x", fragmentBytes(3, 1, 0, 32, Bytes(32))));
    bad("offset", paddedBytes("x", fragmentBytes(1, 1, 1, 32, Bytes(32))));
    bad("length 0", paddedBytes("x", fragmentBytes(1, 1, 0, 0, {})));
    bad("length of half a cell", paddedBytes("x", fragmentBytes(1, 1, 0, 16, Bytes(16))));
    bad("behind the key", paddedBytes("x", fragmentBytes(1, 1, 1184, 32, Bytes(32))));
    bad("behind the ciphertext", paddedBytes("x", fragmentBytes(2, 1, 1088, 32, Bytes(32))));
    bad("fragment cut short", join({Bytes(4), fragmentBytes(1, 1, 0, 64, Bytes(63, 1))}));
    return {{"construction", "padding, PROTOCOL.md section 7.4"},
            {"sizes", sizes},
            {"cases", cases},
            {"negatives", negatives}};
}

/// Does what the file says, with its randomness, and compares.
void replay(const QJsonObject& vectors)
{
    auto initiator = Ratchet::parse(unhex(vectors["initiator_state"]));
    auto responder = Ratchet::parse(unhex(vectors["responder_state"]));
    QVERIFY(initiator && responder);
    std::map<int, QJsonObject> sealed;
    for (const QJsonValue item : vectors["events"].toArray()) {
        const QJsonObject event = item.toObject();
        const Timestamp now{static_cast<std::uint64_t>(event["time"].toInteger())};
        Ratchet& actor = event["by"] == "initiator" ? *initiator : *responder;
        if (event["event"] == "seal") {
            std::vector<Bytes> drawn;
            for (const QJsonValue value : event["random"].toArray()) {
                drawn.push_back(unhex(value));
            }
            ReplayedRandom random(std::move(drawn));
            const auto envelope = actor.seal(unhex(event["content"]), now, random);
            QVERIFY(envelope);
            QCOMPARE(hex(*envelope), event["envelope"].toString());
            sealed[event["id"].toInt()] = event;
            continue;
        }
        const QJsonObject message = sealed[event["id"].toInt()];
        auto staged = actor.open(unhex(message["envelope"]), now);
        QVERIFY(staged);
        QCOMPARE(hex(staged->content()), message["content"].toString());
        static_cast<void>(actor.commit(std::move(*staged), now));
        QCOMPARE(static_cast<int>(actor.skippedKeyCount()), event["skipped_keys"].toInt());
        QCOMPARE(static_cast<int>(actor.kemEpoch()), event["kem_epoch"].toInt());
        const StoredState state(actor);
        QCOMPARE(hex(ByteView(state.bytes).subspan(StoredState::kRoot, 32)),
                 event["rk"].toString());
    }
    QVERIFY(sealed.size() > 8);
    QCOMPARE(hex(StoredState(*initiator).bytes), vectors["initiator_state_after"].toString());
    QCOMPARE(hex(StoredState(*responder).bytes), vectors["responder_state_after"].toString());
}

void replayNegatives(const QJsonObject& vectors, std::size_t atLeast)
{
    std::size_t tried = 0;
    for (const QJsonValue item : vectors["negatives"].toArray()) {
        const QJsonObject value = item.toObject();
        const auto receiver = Ratchet::parse(unhex(value["state"]));
        QVERIFY(receiver);
        const auto out = receiver->open(unhex(value["envelope"]), {1'700'000'000});
        QVERIFY2(!out, qPrintable(value["name"].toString()));
        QCOMPARE(nameOf(out.error()), value["expect"].toString());
        ++tried;
    }
    QVERIFY(tried >= atLeast);
}

} // namespace

class TestRatchetVectors : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QVERIFY(initialize()); }

    void ratchet()
    {
        bool agrees = false;
        VectorFile file("ratchet");
        QVERIFY(file.compareOrWrite(makeRatchet(agrees)));
        QVERIFY(agrees);
        replay(file.content());
        replayNegatives(file.content(), 15);
    }

    void kemRatchet()
    {
        bool agrees = false;
        VectorFile file("kem_ratchet");
        QVERIFY(file.compareOrWrite(makeKemRatchet(agrees)));
        QVERIFY(agrees);
        replay(file.content());
        replayNegatives(file.content(), 1);
    }

    void padding()
    {
        VectorFile file("padding");
        QVERIFY(file.compareOrWrite(makePadding()));
        for (const QJsonValue item : file.cases("cases")) {
            const QJsonObject value = item.toObject();
            const Bytes padded = unhex(value["padded"]);
            const auto out = readPadded(padded);
            QVERIFY(out);
            QCOMPARE(hex(out->content), value["content"].toString());
            QCOMPARE(out->fragment.has_value(), !value["fragment"].toString().isEmpty());
        }
        QVERIFY(file.cases("negatives").size() > 10);
        for (const QJsonValue item : file.cases("negatives")) {
            const QJsonObject value = item.toObject();
            const Bytes padded = unhex(value["padded"]);
            const auto out = readPadded(padded);
            QVERIFY2(!out, qPrintable(value["name"].toString()));
            QCOMPARE(nameOf(out.error().kind), value["expect"].toString());
        }
    }
};

QTEST_APPLESS_MAIN(TestRatchetVectors)
#include "tst_ratchet_vectors.moc"
