// tests/vectors/channel.json. The handshake's keys and frames are computed a second time here, from
// PROTOCOL.md section 11 with nothing but libsodium, and the file holds the intermediate values of
// that second computation.
#include "crypto/base/init.h"
#ifndef Q_MOC_RUN // moc of Qt 6.4 stumbles over a concept of the standard library
#include "tests/crypto/channel/channel_fixture.h"
#include "tests/support/by_hand.h"
#include "tests/support/recording_random.h"
#endif
#include "tests/support/vector_file.h"

#include <QTest>

using namespace sotto::crypto;
using namespace sotto::test::by_hand;
using sotto::test::hex;
using sotto::test::MemoryEapiStore;
using sotto::test::RecordingRandom;
using sotto::test::Relay;
using sotto::test::RelayEnd;
using sotto::test::ReplayedRandom;
using sotto::test::unhex;
using sotto::test::VectorFile;

namespace {

const Bytes kNoNonce(24);

QString nameOf(ChannelError error)
{
    static const char* const names[] = {"Malformed",  "ClientTooOld",   "ClientTooNew",
                                        "WrongRelay", "WrongAccessKey", "Refused",
                                        "Tampered",   "TooLarge",       "Closed"};
    return QString::fromLatin1(names[static_cast<std::size_t>(error)]);
}

template <class T> QString outcome(const Result<T, ChannelError>& result)
{
    return result ? QStringLiteral("ok") : nameOf(result.error());
}

/// Everything that one handshake derives, by hand.
struct Schedule
{
    Bytes sharedSecret, hellos, k1, transcript, k2, k3, confirmation, fromClient, fromServer;
    Bytes nextEapi, exporter;

    Schedule(ByteView clientSeed, ByteView clientHello, ByteView serverHello)
        : sharedSecret(xwingDecapsulate(clientSeed, serverHello.subspan(2, 1120)))
        , hellos(blake2b("sotto1 chhellos", {}, join({clientHello, serverHello.first(2 + 1120)})))
        , k1(hkdfExtract(hellos, sharedSecret))
    {}
    [[nodiscard]] Bytes seal(std::string_view label, ByteView plaintext) const
    {
        return aead(hkdfExpand(k1, label), kNoNonce, hellos, plaintext);
    }
    void end(ByteView serverHello, ByteView clientAccess, std::uint8_t access, ByteView apiKey)
    {
        transcript = blake2b("sotto1 chaccess", {},
                             join({hellos, serverHello, clientAccess, Bytes{access}}));
        k2 = hkdfExtract(k1, apiKey);
        k3 = hkdfExtract(k2, join({k1, transcript}));
        confirmation = hkdfExpand(k3, "Sotto v1 channel confirmation");
        fromClient = hkdfExpand(k3, "Sotto v1 channel from client");
        fromServer = hkdfExpand(k3, "Sotto v1 channel from server");
        nextEapi = hkdfExpand(k3, "Sotto v1 channel next eapi");
        exporter = hkdfExpand(k3, "Sotto v1 channel exporter");
    }
};

enum class Names
{
    Nothing,
    KnownEapi,
    UnknownEapi
};

/// A relay of that seed and a client on its way to it, with all that the client draws.
struct Handshake
{
    Handshake(std::uint64_t seed, Names names)
        : relay(seed)
        , random(relay.random)
    {
        if (names != Names::Nothing) {
            eapi = relay.random.make<Eapi>();
        }
        if (names == Names::KnownEapi) {
            relay.store.begin(*eapi);
        }
        client.emplace(fingerprintOf(relay.key.publicKey()), relay.accessKey.duplicate(),
                       eapi ? std::optional(eapi->duplicate()) : std::nullopt, random);
        serverHello = *server.receiveClientHello(client->hello(), random);
        schedule.emplace(random.drawn[0], client->hello(), serverHello);
    }

    Relay relay;
    RecordingRandom random;
    std::optional<Eapi> eapi;
    RelayEnd server = relay.server();
    std::optional<ChannelClient> client;
    Bytes serverHello;
    std::optional<Schedule> schedule;
};

QJsonObject describeHandshake(std::uint64_t seed, Names names)
{
    Handshake h(seed, names);
    Schedule& hand = *h.schedule;
    const Bytes relaySeed = join({h.relay.key.seed().view()});
    const auto relayKey = h.relay.key.publicKey();
    // ServerHello, ClientAccess, ServerAccess by hand.
    const Bytes signature =
        sign(relaySeed, "Sotto v1 channel hellos", join({hand.hellos, relayKey}));
    const Bytes serverHello =
        join({ByteView(h.serverHello).first(1122),
              hand.seal("Sotto v1 channel server hello key", join({relayKey, signature}))});
    const Bytes identifier = h.eapi ? blake2b("sotto1 eapi id", h.eapi->view(), {}, 16) : Bytes(16);
    const Bytes clientAccess =
        join({Bytes{3},
              hand.seal("Sotto v1 channel client access key",
                        join({Bytes{h.eapi ? std::uint8_t{1} : std::uint8_t{0}}, identifier}))});
    const auto access = static_cast<std::uint8_t>(names);
    hand.end(serverHello, clientAccess, access,
             names == Names::KnownEapi ? h.eapi->view() : h.relay.accessKey.view());
    const Bytes serverAccess =
        join({Bytes{4}, hand.seal("Sotto v1 channel server access key",
                                  join({Bytes{access}, hand.confirmation}))});
    // What the program itself makes must be what the hand made.
    const Bytes madeAccess = *h.client->receiveServerHello(h.serverHello);
    const Bytes madeAnswer = *h.server.receiveClientAccess(madeAccess);
    ChannelSession client = *h.client->receiveServerAccess(madeAnswer);
    const Bytes first = *client.seal(asBytes("first"));
    ChannelServer::Opened opened = *h.server.receiveFirst(first);
    const Bytes second = *client.seal({});
    const Bytes answer = *opened.session.seal(asBytes("answer"));
    const Bytes finish = *client.finish();
    const auto frame = [](std::uint8_t type, ByteView key, std::uint64_t counter, ByteView text) {
        return join(
            {Bytes{type}, aead(key, join({Bytes(16), bigEndian(counter, 8)}), Bytes{type}, text)});
    };
    const bool agrees = serverHello == h.serverHello && clientAccess == madeAccess &&
                        serverAccess == madeAnswer &&
                        first == frame(0x10, hand.fromClient, 0, asBytes("first")) &&
                        second == frame(0x10, hand.fromClient, 1, {}) &&
                        finish == frame(0x11, hand.fromClient, 2, {}) &&
                        answer == frame(0x10, hand.fromServer, 0, asBytes("answer")) &&
                        std::ranges::equal(hand.nextEapi, opened.session.nextEapi()->view()) &&
                        std::ranges::equal(hand.exporter, client.exporter().bytes);
    const SigningKey owner{SigningSeed(ByteView(relaySeed).first<32>())};
    Login login;
    login.kind = ObjectKind::Vault;
    login.id.bytes.fill(0x44);
    login.keyIndex = 258;
    const Bytes signedLogin =
        join({Bytes{1}, hand.exporter, Bytes{5}, login.id, bigEndian(login.keyIndex, 4)});
    const Bytes loginSignature = sign(relaySeed, "Sotto v1 channel login", signedLogin);
    const bool loginAgrees =
        std::ranges::equal(loginSignature, signLogin(owner, client.exporter(), login).bytes);
    return {{"random_seed", static_cast<qint64>(seed)},
            {"relay_signing_seed", hex(relaySeed)},
            {"relay_key", hex(relayKey)},
            {"relay_fingerprint", hex(blake2b("sotto1 relay", {}, relayKey))},
            {"access_key", hex(h.relay.accessKey.view())},
            {"eapi", h.eapi ? hex(h.eapi->view()) : QString()},
            {"relay_knows_the_eapi", names == Names::KnownEapi},
            {"client_xwing_seed", hex(h.random.drawn[0])},
            {"encapsulation_randomness", hex(h.random.drawn[1])},
            {"client_hello", hex(h.client->hello())},
            {"shared_secret", hex(hand.sharedSecret)},
            {"hellos", hex(hand.hellos)},
            {"k1", hex(hand.k1)},
            {"server_hello", hex(serverHello)},
            {"client_access", hex(clientAccess)},
            {"access", access},
            {"transcript", hex(hand.transcript)},
            {"k2", hex(hand.k2)},
            {"k3", hex(hand.k3)},
            {"confirmation", hex(hand.confirmation)},
            {"server_access", hex(serverAccess)},
            {"from_client", hex(hand.fromClient)},
            {"from_server", hex(hand.fromServer)},
            {"from_client_after_rekeying", hex(blake2b("sotto1 chrekey", hand.fromClient, {}))},
            {"next_eapi", hex(hand.nextEapi)},
            {"exporter", hex(hand.exporter)},
            {"client_frames", QJsonArray{hex(first), hex(second), hex(finish)}},
            {"server_frames", QJsonArray{hex(answer)}},
            {"login", hex(signedLogin)},
            {"login_key_seed", hex(relaySeed)},
            {"login_signature", hex(loginSignature)},
            {"expect", agrees && loginAgrees ? "ok" : "the second computation differs"}};
}

/// What the client of handshake 1 makes of a frame.
QJsonArray describeClientRefusals()
{
    QJsonArray out;
    const auto atHello = [&](const char* name, const auto& change) {
        Handshake h(1, Names::Nothing);
        change(h.serverHello);
        out.append(QJsonObject{{"name", name},
                               {"after", "client_hello"},
                               {"frame", hex(h.serverHello)},
                               {"expect", outcome(h.client->receiveServerHello(h.serverHello))}});
    };
    const auto sealedHello = [&](Bytes& frame, ByteView relayKey, ByteView signature) {
        const Handshake h(1, Names::Nothing);
        frame =
            join({ByteView(frame).first(1122), h.schedule->seal("Sotto v1 channel server hello key",
                                                                join({relayKey, signature}))});
    };
    const SigningKey other{SigningSeed(std::array<std::uint8_t, 32>{7})};
    const auto relayKey = Relay(1).key.publicKey();
    atHello("one byte less", [](Bytes& frame) { frame.pop_back(); });
    atHello("other type", [](Bytes& frame) { frame[0] = 4; });
    atHello("other version", [](Bytes& frame) { frame[1] = 2; });
    atHello("ML-KEM ciphertext changed", [](Bytes& frame) { frame[2] ^= 1; });
    atHello("X25519 key of low order",
            [](Bytes& frame) { std::fill_n(frame.begin() + 2 + 1088, 32, 0); });
    atHello("sealed part changed", [](Bytes& frame) { frame.back() ^= 1; });
    atHello("another relay",
            [&](Bytes& frame) { sealedHello(frame, other.publicKey(), Bytes(64)); });
    atHello("a signature of other hellos", [&](Bytes& frame) {
        const Bytes zeros(32);
        sealedHello(
            frame, relayKey,
            sign(Relay(1).key.seed().view(), "Sotto v1 channel hellos", join({zeros, relayKey})));
    });
    atHello("refusal", [](Bytes& frame) { frame = {0, 1, 1}; });
    atHello("refusal of a newer relay", [](Bytes& frame) { frame = {0, 2, 3}; });
    atHello("refusal of an older relay", [](Bytes& frame) { frame = {0, 0, 0}; });

    const auto atAccess = [&](const char* name, Names names, std::uint8_t access, bool confirms) {
        Handshake h(1, names);
        const Bytes clientAccess = *h.client->receiveServerHello(h.serverHello);
        h.schedule->end(h.serverHello, clientAccess, access,
                        access == 1 && h.eapi ? h.eapi->view() : h.relay.accessKey.view());
        Bytes plaintext = join({Bytes{access}, h.schedule->confirmation});
        plaintext.back() ^= confirms ? 0 : 1;
        const Bytes frame =
            join({Bytes{4}, h.schedule->seal("Sotto v1 channel server access key", plaintext)});
        out.append(QJsonObject{{"name", name},
                               {"after", "client_access"},
                               {"eapi", h.eapi ? hex(h.eapi->view()) : QString()},
                               {"frame", hex(frame)},
                               {"expect", outcome(h.client->receiveServerAccess(frame))}});
    };
    atAccess("other access key", Names::Nothing, 0, false);
    atAccess("other access key after falling back", Names::UnknownEapi, 2, false);
    atAccess("other EAPI under that identifier", Names::KnownEapi, 1, false);
    atAccess("an EAPI that was not named", Names::Nothing, 1, true);
    atAccess("a fall-back that was not needed", Names::Nothing, 2, true);
    atAccess("the named EAPI passed over", Names::KnownEapi, 0, true);
    atAccess("unknown access", Names::Nothing, 3, true);
    return out;
}

/// What the relay of handshake 1 makes of a frame.
QJsonArray describeServerRefusals()
{
    QJsonArray out;
    const auto atHello = [&](const char* name, const auto& change) {
        Handshake h(1, Names::Nothing);
        Bytes frame = h.client->hello();
        change(frame);
        RelayEnd server = h.relay.server();
        out.append(QJsonObject{{"name", name},
                               {"after", "nothing"},
                               {"frame", hex(frame)},
                               {"expect", outcome(server.receiveClientHello(frame, h.random))}});
    };
    atHello("one byte less", [](Bytes& frame) { frame.pop_back(); });
    atHello("one byte more", [](Bytes& frame) { frame.push_back(0); });
    atHello("other type", [](Bytes& frame) { frame[0] = 2; });
    atHello("older version", [](Bytes& frame) { frame[1] = 0; });
    atHello("newer version of another size", [](Bytes& frame) { frame = {1, 2}; });
    atHello("X25519 key of low order",
            [](Bytes& frame) { std::fill_n(frame.begin() + 2 + 1184, 32, 0); });
    atHello("ML-KEM key beyond the modulus",
            [](Bytes& frame) { std::fill_n(frame.begin() + 2, 3, 0xFF); });

    const auto atAccess = [&](const char* name, const auto& make) {
        Handshake h(1, Names::Nothing);
        const Bytes frame = make(*h.schedule);
        out.append(QJsonObject{{"name", name},
                               {"after", "server_hello"},
                               {"frame", hex(frame)},
                               {"expect", outcome(h.server.receiveClientAccess(frame))}});
    };
    const auto sealed = [](const Schedule& hand, ByteView plaintext) {
        return join({Bytes{3}, hand.seal("Sotto v1 channel client access key", plaintext)});
    };
    atAccess("unknown flag", [&](const Schedule& hand) {
        return sealed(hand, join({Bytes{2}, Bytes(16)}));
    });
    atAccess("identifier beside no EAPI", [&](const Schedule& hand) {
        return sealed(hand, join({Bytes{0}, Bytes(16, 1)}));
    });
    atAccess("one byte less", [&](const Schedule& hand) { return sealed(hand, Bytes(16)); });
    atAccess("changed", [&](const Schedule& hand) {
        Bytes frame = sealed(hand, Bytes(17));
        frame.back() ^= 1;
        return frame;
    });
    atAccess("sealed under another label", [](const Schedule& hand) {
        return join({Bytes{3}, hand.seal("Sotto v1 channel server access key", Bytes(17))});
    });

    const auto atFirst = [&](const char* name, std::uint8_t type, std::uint64_t counter,
                             bool byServer, ByteView plaintext) {
        Handshake h(1, Names::Nothing);
        const Bytes access = *h.client->receiveServerHello(h.serverHello);
        const auto answered = h.server.receiveClientAccess(access);
        h.schedule->end(h.serverHello, access, 0, h.relay.accessKey.view());
        const Bytes& key = byServer ? h.schedule->fromServer : h.schedule->fromClient;
        const Bytes frame = join({Bytes{type}, aead(key, join({Bytes(16), bigEndian(counter, 8)}),
                                                    Bytes{type}, plaintext)});
        out.append(QJsonObject{{"name", name},
                               {"after", "server_access"},
                               {"frame", hex(frame)},
                               {"expect", answered ? outcome(h.server.receiveFirst(frame))
                                                   : QStringLiteral("no answer")}});
    };
    atFirst("unknown type", 0x12, 0, false, {});
    atFirst("finish with content", 0x11, 0, false, asBytes("x"));
    atFirst("second frame first", 0x10, 1, false, asBytes("x"));
    atFirst("reflected", 0x10, 0, true, asBytes("x"));
    return out;
}

/// An EapiRecord and what becomes of it; "used" names one of the values made before.
QJsonArray describeRecords()
{
    QJsonArray out;
    sotto::test::DeterministicRandom random(2);
    EapiRecord record;
    std::vector<Eapi> made;
    const auto step = [&](std::optional<std::size_t> used) {
        made.push_back(random.make<Eapi>());
        bool done = true;
        if (used) {
            done = record.advance(identifierOf(made[*used]), made.back().duplicate());
        } else {
            record.begin(made.back().duplicate());
        }
        out.append(QJsonObject{
            {"used", used ? hex(made[*used].view()) : QString()},
            {"next", hex(made.back().view())},
            {"expect", done ? "ok" : "unknown"},
            {"record", hex(record.serialize().view())},
        });
    };
    step(std::nullopt); // current 0
    step(0);            // 0, -, 1
    step(0);            // the client did not hear: 0, 1, 2
    step(1);            // the sibling: 1, -, 3
    step(3);            // 3, -, 4
    step(0);            // overtaken
    step(3);            // 3, 4, 6
    step(6);            // 6, -, 7
    step(std::nullopt); // a login without an EAPI
    return out;
}

bool allRefused(const QJsonArray& cases)
{
    return std::none_of(cases.begin(), cases.end(), [](const QJsonValue& value) {
        const QString expect = value.toObject()["expect"].toString();
        return expect == QLatin1String("ok") || expect == QLatin1String("no answer");
    });
}

} // namespace

class TestChannelVectors : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QVERIFY(initialize()); }

    void theFileIsTheLaw()
    {
        const QJsonArray handshakes{describeHandshake(1, Names::Nothing),
                                    describeHandshake(2, Names::KnownEapi),
                                    describeHandshake(3, Names::UnknownEapi)};
        for (const auto& made : handshakes) {
            QCOMPARE(made.toObject()["expect"].toString(), QStringLiteral("ok"));
        }
        const QJsonArray client = describeClientRefusals();
        const QJsonArray server = describeServerRefusals();
        QVERIFY(allRefused(client));
        QVERIFY(allRefused(server));
        VectorFile file(QStringLiteral("channel"));
        QVERIFY(file.compareOrWrite(QJsonObject{
            {"about",
             "PROTOCOL.md section 11. Both sides draw from one source: relay signing seed, access "
             "key, EAPI if there is one, client_xwing_seed, encapsulation_randomness (the 64 bytes "
             "of X-Wing's EncapsulateDerand). The refused frames meet a client or a relay that is "
             "as far as \"after\" says in the handshake with random_seed 1; if \"eapi\" is not "
             "empty, the client names that one, and its access frame differs."},
            {"handshakes", handshakes},
            {"refused_by_the_client", client},
            {"refused_by_the_relay", server},
            {"eapi_records", describeRecords()}}));
    }

    /// The other way round: what the file holds, played to a client and a relay that are made of
    /// nothing but what it holds.
    void theFilesHandshakesRun()
    {
        VectorFile file(QStringLiteral("channel"));
        QVERIFY(file.load());
        QCOMPARE(file.cases(QStringLiteral("handshakes")).size(), 3);
        for (const auto& value : file.cases(QStringLiteral("handshakes"))) {
            const QJsonObject object = value.toObject();
            const SigningKey relayKey(
                sotto::test::fixed<SigningSeed>(object["relay_signing_seed"]));
            const auto accessKey = sotto::test::fixed<AccessKey>(object["access_key"]);
            MemoryEapiStore store;
            if (object["relay_knows_the_eapi"].toBool()) {
                store.begin(sotto::test::fixed<Eapi>(object["eapi"]));
            }
            RelayEnd server(relayKey, accessKey, store);
            ReplayedRandom random({unhex(object["encapsulation_randomness"])});
            const auto hello = server.receiveClientHello(unhex(object["client_hello"]), random);
            QVERIFY(hello && *hello == unhex(object["server_hello"]));
            const auto answer = server.receiveClientAccess(unhex(object["client_access"]));
            QVERIFY(answer && *answer == unhex(object["server_access"]));
            const QJsonArray frames = object["client_frames"].toArray();
            auto opened = server.receiveFirst(unhex(frames[0]));
            QVERIFY(opened);
            QVERIFY(std::ranges::equal(opened->first.plaintext.view(), asBytes("first")));
            const auto second = opened->session.receive(unhex(frames[1]));
            QVERIFY(second && second->plaintext.empty() && !second->finished);
            const auto finish = opened->session.receive(unhex(frames[2]));
            QVERIFY(finish && finish->finished);
            QCOMPARE(hex(opened->session.nextEapi()->view()), object["next_eapi"].toString());

            ReplayedRandom seed({unhex(object["client_xwing_seed"])});
            const bool names = !object["eapi"].toString().isEmpty();
            ChannelClient client(sotto::test::fixed<RelayFingerprint>(object["relay_fingerprint"]),
                                 accessKey.duplicate(),
                                 names ? std::optional(sotto::test::fixed<Eapi>(object["eapi"]))
                                       : std::nullopt,
                                 seed);
            QCOMPARE(hex(client.hello()), object["client_hello"].toString());
            const auto access = client.receiveServerHello(*hello);
            QVERIFY(access && *access == unhex(object["client_access"]));
            auto session = client.receiveServerAccess(*answer);
            QVERIFY(session);
            const auto text = session->receive(unhex(object["server_frames"].toArray()[0]));
            QVERIFY(text && std::ranges::equal(text->plaintext.view(), asBytes("answer")));
            QCOMPARE(hex(session->nextEapi()->view()), object["next_eapi"].toString());
        }
    }
};

QTEST_APPLESS_MAIN(TestChannelVectors)
#include "tst_channel_vectors.moc"
