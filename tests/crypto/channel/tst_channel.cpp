#include "crypto/primitives/aead.h"
#include "tests/crypto/channel/channel_fixture.h"

#include <QTest>

using namespace sotto::crypto;
using namespace sotto::test;

namespace {

template <class T> bool failsWith(const Result<T, ChannelError>& result, ChannelError error)
{
    return !result && result.error() == error;
}

/// Both ends of a session whose keys the test knows.
struct KnownKeys
{
    static ChannelK3 derive()
    {
        const ChannelK1 k1(Bytes(kClientHelloBytes, 1), Bytes(kServerHelloHead, 2),
                           XWingSharedSecret(std::array<std::uint8_t, 32>{3}));
        return ChannelK3(k1, {}, {}, ChannelAccess::AddressKey, std::array<std::uint8_t, 32>{});
    }

    ChannelKey fromClient = derive().fromClient;
    ChannelKey fromServer = derive().fromServer;
    ChannelSession client{ChannelSession::Role::Client, {}, ChannelAccess::AddressKey, derive()};
    ChannelSession server{ChannelSession::Role::Server, {}, ChannelAccess::AddressKey, derive()};
};

bool opensUnder(const ChannelKey& key, std::uint64_t counter, ByteView frame)
{
    Writer nonce;
    nonce.bytes(Bytes(16)).u64(counter);
    return aeadOpen(key.view(), nonce.view().first<24>(), frame.first(1), frame.subspan(1))
        .has_value();
}

} // namespace

class TestChannel : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QVERIFY(initialize()); }

    void carriesBothDirections()
    {
        Relay relay(1);
        Established c = establish(relay);
        QVERIFY(c.client.access() == ChannelAccess::AddressKey);
        QVERIFY(c.client.exporter() == c.server.exporter());
        QVERIFY(c.client.relayKey() == relay.key.publicKey());
        QVERIFY(c.server.relayKey() == relay.key.publicKey());
        for (int i = 0; i < 5; ++i) {
            const auto toClient = c.server.receive(*c.client.seal(asBytes("ping")));
            QVERIFY(toClient && std::ranges::equal(toClient->plaintext.view(), asBytes("ping")));
            const auto toServer = c.client.receive(*c.server.seal(asBytes("pong")));
            QVERIFY(toServer && std::ranges::equal(toServer->plaintext.view(), asBytes("pong")));
        }
        const auto end = c.server.receive(*c.client.finish());
        QVERIFY(end && end->finished);
        QVERIFY(failsWith(c.client.seal({}), ChannelError::Closed));
        QVERIFY(failsWith(c.server.receive(Bytes(17)), ChannelError::Closed));
        QVERIFY(
            c.client.receive(*c.server.seal(asBytes("half open")))); // the other way still works
    }

    void frameSizesAreTheNamedOnes()
    {
        Relay relay(2);
        RelayEnd server = relay.server();
        ChannelClient client = relay.client();
        QCOMPARE(client.hello().size(), kClientHelloBytes);
        const Bytes hello = *server.receiveClientHello(client.hello(), relay.random);
        QCOMPARE(hello.size(), kServerHelloBytes);
        const Bytes access = *client.receiveServerHello(hello);
        QCOMPARE(access.size(), kClientAccessBytes);
        QCOMPARE(server.receiveClientAccess(access)->size(), kServerAccessBytes);
        // The relay's identity is not visible to an observer.
        const auto key = relay.key.publicKey();
        QVERIFY(std::ranges::search(hello, key.bytes).empty());
    }

    void everyBitOfTheHandshakeCounts()
    {
        for (int stage = 0; stage < 3; ++stage) {
            const std::size_t size = stage == 0   ? kServerHelloBytes
                                     : stage == 1 ? kClientAccessBytes
                                                  : kServerAccessBytes;
            for (std::size_t at = 0; at < size; ++at) {
                Relay relay(3);
                RelayEnd server = relay.server();
                ChannelClient client = relay.client();
                Bytes frame = *server.receiveClientHello(client.hello(), relay.random);
                if (stage == 0) {
                    frame[at] ^= 1;
                    QVERIFY(!client.receiveServerHello(frame));
                    QVERIFY(failsWith(client.receiveServerHello(frame), ChannelError::Closed));
                    continue;
                }
                frame = *client.receiveServerHello(frame);
                if (stage == 1) {
                    frame[at] ^= 1;
                    QVERIFY(!server.receiveClientAccess(frame));
                    continue;
                }
                frame = *server.receiveClientAccess(frame);
                frame[at] ^= 1;
                QVERIFY(!client.receiveServerAccess(frame));
            }
        }
    }

    void aChangedClientHelloIsNoticedByTheClient()
    {
        for (const std::size_t at : {std::size_t{1190}, std::size_t{1217}}) {
            Relay relay(4);
            ChannelClient client = relay.client();
            Bytes hello = client.hello();
            hello[at] ^= 1; // in the X25519 half, which has no check of its own
            RelayEnd server = relay.server();
            const auto answer = server.receiveClientHello(hello, relay.random);
            QVERIFY(answer);
            QVERIFY(failsWith(client.receiveServerHello(*answer), ChannelError::Tampered));
        }
    }

    void namesWhatIsWrong()
    {
        Relay relay(5);
        Relay other(6);
        { // another relay behind the address
            RelayEnd server = other.server();
            ChannelClient client = relay.client();
            const auto hello = *server.receiveClientHello(client.hello(), other.random);
            QVERIFY(failsWith(client.receiveServerHello(hello), ChannelError::WrongRelay));
        }
        { // another access key
            RelayEnd server(relay.key, other.accessKey, relay.store);
            ChannelClient client = relay.client();
            const auto hello = *server.receiveClientHello(client.hello(), relay.random);
            const auto access = *server.receiveClientAccess(*client.receiveServerHello(hello));
            QVERIFY(failsWith(client.receiveServerAccess(access), ChannelError::WrongAccessKey));
        }
        { // versions
            RelayEnd server = relay.server();
            ChannelClient client = relay.client();
            Bytes hello = client.hello();
            hello[1] = 2;
            QVERIFY(failsWith(server.receiveClientHello(hello, relay.random),
                              ChannelError::ClientTooNew));
            QVERIFY(failsWith(client.receiveServerHello(ChannelServer::refusal()),
                              ChannelError::Refused));
            QVERIFY(failsWith(relay.client().receiveServerHello(Bytes{0, 2, 3}),
                              ChannelError::ClientTooOld));
            QVERIFY(failsWith(relay.client().receiveServerHello(Bytes{0, 0, 0}),
                              ChannelError::ClientTooNew));
        }
    }

    // Who knows the relay's public key, and everybody does who ever connected, is not the relay.
    void aRelayThatCannotSignIsNotBelieved()
    {
        Relay relay(13);
        const auto ephemeral = DeterministicRandom(14).make<XWingSecretKey>();
        const SigningKey impostor = SigningKey::generate(relay.random);
        for (const bool own : {true, false}) {
            DeterministicRandom again(14);
            ChannelClient client(fingerprintOf(relay.key.publicKey()), relay.accessKey.duplicate(),
                                 std::nullopt, again);
            RelayEnd server = relay.server();
            Bytes hello = *server.receiveClientHello(client.hello(), relay.random);
            const ByteView head = ByteView(hello).first(kServerHelloHead);
            const ChannelK1 k1(client.hello(), head,
                               *decapsulate(ephemeral, XWingCiphertext(head.subspan<2, 1120>())));
            Writer proof;
            proof.bytes(relay.key.publicKey())
                .bytes(signHellos(own ? relay.key : impostor, k1.hellos));
            Bytes forged(head.begin(), head.end());
            append(forged, aeadSeal(k1.serverHello.view(), kZeroNonce, k1.hellos, proof.view()));
            const auto access = client.receiveServerHello(forged);
            QCOMPARE(access.has_value(), own); // that the forgery is well made shows with own
            QVERIFY(own || failsWith(access, ChannelError::Tampered));
        }
    }

    void aFrameOutOfPlaceClosesTheSession_data()
    {
        QTest::addColumn<int>("fault");
        const char* const names[] = {"reordered", "replayed",  "reflected", "truncated",
                                     "flipped",   "type swap", "too large"};
        for (int i = 0; i < 7; ++i) {
            QTest::newRow(names[i]) << i;
        }
    }
    void aFrameOutOfPlaceClosesTheSession()
    {
        QFETCH(int, fault);
        Relay relay(7);
        Established c = establish(relay);
        Bytes one = *c.client.seal(asBytes("one"));
        Bytes two = *c.client.seal(asBytes("two"));
        const Bytes reflected = *c.server.seal(asBytes("mine"));
        Bytes bad = one;
        switch (fault) {
        case 0:
            bad = two;
            break;
        case 1:
            QVERIFY(c.server.receive(one));
            break;
        case 2:
            bad = reflected;
            break;
        case 3:
            bad.pop_back();
            break;
        case 4:
            bad.back() ^= 1;
            break;
        case 5:
            bad[0] = 0x11;
            break;
        default:
            bad.resize(kMaxChannelPlaintextBytes + kChannelOverheadBytes + 1);
            break;
        }
        QVERIFY(!c.server.receive(bad));
        QVERIFY(failsWith(c.server.receive(one), ChannelError::Closed));
        QVERIFY(failsWith(c.server.seal({}), ChannelError::Closed));
    }

    void rekeysByFrames()
    {
        KnownKeys known;
        ChannelSession& client = known.client;
        for (std::uint64_t i = 0; i < kChannelRekeyFrames - 1; ++i) {
            QVERIFY(known.server.receive(*client.seal({})));
        }
        const Bytes last = *client.seal(asBytes("last"));
        const Bytes next = *client.seal(asBytes("next"));
        QVERIFY(opensUnder(known.fromClient, kChannelRekeyFrames - 1, last));
        QVERIFY(opensUnder(rekeyed(known.fromClient), kChannelRekeyFrames, next));
        QVERIFY(!opensUnder(known.fromClient, kChannelRekeyFrames, next));
        QVERIFY(known.server.receive(last));
        QVERIFY(known.server.receive(next));
        // The other direction has its own count.
        QVERIFY(opensUnder(known.fromServer, 0, *known.server.seal({})));
    }

    void rekeysByBytes()
    {
        KnownKeys known;
        const Bytes large(kMaxChannelPlaintextBytes);
        const std::uint64_t frames = kChannelRekeyBytes / kMaxChannelPlaintextBytes;
        Bytes frame;
        for (std::uint64_t i = 0; i < frames; ++i) {
            frame = *known.server.seal(large);
            QVERIFY(known.client.receive(frame));
        }
        QVERIFY(opensUnder(known.fromServer, frames - 1, frame));
        frame = *known.server.seal({});
        QVERIFY(opensUnder(rekeyed(known.fromServer), frames, frame));
        QVERIFY(known.client.receive(frame));
    }

    void tooMuchIsNotSealed()
    {
        KnownKeys known;
        QVERIFY(failsWith(known.client.seal(Bytes(kMaxChannelPlaintextBytes + 1)),
                          ChannelError::TooLarge));
        QVERIFY(known.client.seal({})); // and that was no reason to close
    }

    void aCallOutOfTurnIsRefused()
    {
        Relay relay(11);
        ChannelClient client = relay.client();
        ChannelServer server(relay.key, relay.accessKey);
        QVERIFY(failsWith(client.receiveServerAccess(Bytes(50)), ChannelError::Closed));
        QVERIFY(failsWith(server.receiveClientAccess(Bytes(34)), ChannelError::Closed));
        QVERIFY(failsWith(server.answerAccess(nullptr), ChannelError::Closed));
        QVERIFY(failsWith(server.receiveFirst(Bytes(17)), ChannelError::Closed));
        // Asked too early, nothing was moved; the handshake goes on.
        const Bytes hello = *server.receiveClientHello(client.hello(), relay.random);
        QVERIFY(failsWith(server.receiveClientHello(client.hello(), relay.random),
                          ChannelError::Closed));
        QVERIFY(failsWith(server.answerAccess(nullptr), ChannelError::Closed));
        QVERIFY(failsWith(server.receiveFirst(Bytes(17)), ChannelError::Closed));
        const Bytes access = *client.receiveServerHello(hello);
        QVERIFY(failsWith(client.receiveServerHello(hello), ChannelError::Closed));
        QVERIFY(server.receiveClientAccess(access));
        QVERIFY(failsWith(server.receiveClientAccess(access), ChannelError::Closed));
        QVERIFY(failsWith(server.receiveFirst(Bytes(17)), ChannelError::Closed));
        const Bytes answer = *server.answerAccess(nullptr);
        QVERIFY(failsWith(server.answerAccess(nullptr), ChannelError::Closed));
        auto session = client.receiveServerAccess(answer);
        QVERIFY(session);
        QVERIFY(failsWith(client.receiveServerAccess(answer), ChannelError::Closed));
        const Bytes first = *session->seal({});
        QVERIFY(server.receiveFirst(first));
        QVERIFY(failsWith(server.receiveFirst(first), ChannelError::Closed));
        QVERIFY(failsWith(server.answerAccess(nullptr), ChannelError::Closed));
    }

    /// Two connections of one client through one relay: nothing of the one means anything in the
    /// other.
    void framesOfAnotherConnectionAreRefused()
    {
        Relay relay(12);
        for (int stage = 0; stage < 4; ++stage) {
            ChannelClient one = relay.client();
            ChannelClient two = relay.client();
            RelayEnd toOne = relay.server();
            RelayEnd toTwo = relay.server();
            const Bytes helloOne = *toOne.receiveClientHello(one.hello(), relay.random);
            const Bytes helloTwo = *toTwo.receiveClientHello(two.hello(), relay.random);
            if (stage == 0) {
                QVERIFY(failsWith(one.receiveServerHello(helloTwo), ChannelError::Tampered));
                continue;
            }
            const Bytes accessOne = *one.receiveServerHello(helloOne);
            const Bytes accessTwo = *two.receiveServerHello(helloTwo);
            if (stage == 1) {
                QVERIFY(failsWith(toOne.receiveClientAccess(accessTwo), ChannelError::Tampered));
                continue;
            }
            const Bytes answerOne = *toOne.receiveClientAccess(accessOne);
            const Bytes answerTwo = *toTwo.receiveClientAccess(accessTwo);
            if (stage == 2) {
                QVERIFY(failsWith(one.receiveServerAccess(answerTwo), ChannelError::Tampered));
                continue;
            }
            auto sessionTwo = *two.receiveServerAccess(answerTwo);
            QVERIFY(failsWith(toOne.receiveFirst(*sessionTwo.seal({})), ChannelError::Tampered));
        }
    }

    // Attack 17
    void aLoginOrHelloReplayedElsewhereFails()
    {
        Relay relay(9);
        Relay other(10);
        Established here = establish(relay);
        Established again = establish(relay);
        Established there = establish(other);
        const SigningKey owner = SigningKey::generate(relay.random);
        Login login;
        login.kind = ObjectKind::Vault;
        login.keyIndex = 3;
        const Signature signature = signLogin(owner, here.client.exporter(), login);
        const auto key = owner.publicKey();
        QVERIFY(verifyLogin(key, here.server.exporter(), login, signature));
        QVERIFY(!verifyLogin(key, again.server.exporter(), login, signature));
        QVERIFY(!verifyLogin(key, there.server.exporter(), login, signature));
        Login changed = login;
        changed.kind = ObjectKind::Card;
        QVERIFY(!verifyLogin(key, here.server.exporter(), changed, signature));
        changed = login;
        changed.keyIndex = 2;
        QVERIFY(!verifyLogin(key, here.server.exporter(), changed, signature));
        changed = login;
        changed.id.bytes[0] = 1;
        QVERIFY(!verifyLogin(key, here.server.exporter(), changed, signature));

        // A recorded conversation, played to the same relay again, ends at the client's access.
        ChannelClient client = relay.client();
        RelayEnd first = relay.server();
        const Bytes access =
            *client.receiveServerHello(*first.receiveClientHello(client.hello(), relay.random));
        RelayEnd second = relay.server();
        const auto answer = second.receiveClientHello(client.hello(), relay.random);
        QVERIFY(answer);
        QVERIFY(failsWith(second.receiveClientAccess(access), ChannelError::Tampered));
        // A recorded ServerHello, played to a new client.
        ChannelClient fresh = relay.client();
        QVERIFY(failsWith(fresh.receiveServerHello(*answer), ChannelError::Tampered));
    }
};

QTEST_APPLESS_MAIN(TestChannel)
#include "tst_channel.moc"
