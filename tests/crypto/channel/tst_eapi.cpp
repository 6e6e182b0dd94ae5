#include "tests/crypto/channel/channel_fixture.h"

#include <QTest>

using namespace sotto::crypto;
using namespace sotto::test;

namespace {

Eapi nextOf(const ChannelSession& session)
{
    return session.nextEapi()->duplicate();
}

} // namespace

class TestEapi : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QVERIFY(initialize()); }

    void advancesFromConnectionToConnection()
    {
        Relay relay(1);
        Eapi eapi = relay.random.make<Eapi>();
        relay.store.begin(eapi);
        for (int i = 0; i < 20; ++i) {
            Established c = establish(relay, eapi.duplicate());
            QVERIFY(c.client.access() == ChannelAccess::KnownEapi);
            QVERIFY(!c.client.nextEapi());
            QVERIFY(c.client.receive(*c.server.seal({})));
            eapi = nextOf(c.client);
            QCOMPARE(relay.store.writes, i + 1);
        }
        QCOMPARE(relay.store.fallbacks, 0);
    }

    // Attack 18: the connection breaks after each step; the device returns with what it stored.
    void lostAtEveryFrame()
    {
        Relay relay(2);
        Eapi stored = relay.random.make<Eapi>();
        relay.store.begin(stored);
        for (int round = 0; round < 4; ++round) {
            for (int lost = 0; lost < 6; ++lost) {
                ChannelClient client = relay.client(stored.duplicate());
                RelayEnd server = relay.server();
                const int writes = relay.store.writes;
                if (lost == 0) {
                    continue;
                }
                const auto hello = server.receiveClientHello(client.hello(), relay.random);
                QVERIFY(hello);
                if (lost == 1) {
                    continue;
                }
                const auto access = client.receiveServerHello(*hello);
                QVERIFY(access);
                if (lost == 2) {
                    continue;
                }
                const auto answer = server.receiveClientAccess(*access);
                QVERIFY(answer);
                QCOMPARE(relay.store.writes, writes); // nothing kept for a stranger
                if (lost == 3) {
                    continue;
                }
                auto session = client.receiveServerAccess(*answer);
                QVERIFY(session);
                QVERIFY(session->access() == ChannelAccess::KnownEapi);
                auto opened = server.receiveFirst(*session->seal({}));
                QVERIFY(opened);
                QCOMPARE(relay.store.writes, writes + 1);
                if (lost == 4) {
                    continue; // the relay advanced, the client does not know
                }
                QVERIFY(session->receive(*opened->session.seal({})));
                stored = nextOf(*session);
            }
        }
        QCOMPARE(relay.store.fallbacks, 0);
    }

    // Attack 18: whichever of two connections the client hears last, its key is known.
    void twoRacingConnections()
    {
        for (int order = 0; order < 4; ++order) {
            Relay relay(3);
            const Eapi eapi = relay.random.make<Eapi>();
            relay.store.begin(eapi);
            Established a = establish(relay, eapi.duplicate());
            Established b = establish(relay, eapi.duplicate());
            QVERIFY(b.client.access() == ChannelAccess::KnownEapi);
            Established& last = (order & 1) ? a : b;
            QVERIFY(last.client.receive(*last.server.seal({})));
            const Eapi kept = (order & 2) ? eapi.duplicate() : nextOf(last.client);
            Established c = establish(relay, kept.duplicate());
            QVERIFY(c.client.access() == ChannelAccess::KnownEapi);
        }
    }

    // A connection that was slow to send its first frame, while two others came and went.
    void anOvertakenConnectionIsClosedAndStartsAnew()
    {
        Relay relay(7);
        Eapi stored = relay.random.make<Eapi>();
        relay.store.begin(stored);
        ChannelClient slow = relay.client(stored.duplicate());
        RelayEnd slowServer = relay.server();
        const auto access =
            *slow.receiveServerHello(*slowServer.receiveClientHello(slow.hello(), relay.random));
        auto slowSession = *slow.receiveServerAccess(*slowServer.receiveClientAccess(access));
        for (int i = 0; i < 2; ++i) {
            Established c = establish(relay, stored.duplicate());
            QVERIFY(c.client.receive(*c.server.seal({})));
            stored = nextOf(c.client);
        }
        const SecretBytes before = relay.store.bytes.duplicate();
        const auto opened = slowServer.receiveFirst(*slowSession.seal({}));
        QVERIFY(!opened && slowServer.notKept());
        QVERIFY(equalConstantTime(before.view(), relay.store.bytes.view()));
        QVERIFY(!slowSession.nextEapi()); // so the client keeps what it stored
        QVERIFY(establish(relay, stored.duplicate()).client.access() == ChannelAccess::KnownEapi);
    }

    // A device that was copied, or came back from an old backup: its key is of no use any more, and
    // that it tried is counted. The device itself goes on.
    void anOldCopyFallsBackAndIsCounted()
    {
        Relay relay(8);
        Eapi stored = relay.random.make<Eapi>();
        relay.store.begin(stored);
        const Eapi copied = stored.duplicate();
        for (int i = 0; i < 3; ++i) {
            Established c = establish(relay, stored.duplicate());
            QVERIFY(c.client.receive(*c.server.seal({})));
            stored = nextOf(c.client);
        }
        QCOMPARE(relay.store.fallbacks, 0);
        Established copy = establish(relay, copied.duplicate());
        QVERIFY(copy.client.access() == ChannelAccess::FellBack);
        QCOMPARE(relay.store.fallbacks, 1);
        QVERIFY(establish(relay, stored.duplicate()).client.access() == ChannelAccess::KnownEapi);
    }

    // The access key of the address is not enough to ride on a device's EAPI, nor the other way.
    void theKnownKeyStandsInPlaceOfTheAccessKey()
    {
        Relay relay(9);
        const Eapi eapi = relay.random.make<Eapi>();
        relay.store.begin(eapi);
        // Right EAPI, wrong access key: let in, since a device that was here knows the later key.
        ChannelClient client(fingerprintOf(relay.key.publicKey()), relay.random.make<AccessKey>(),
                             eapi.duplicate(), relay.random);
        RelayEnd server = relay.server();
        const auto access =
            *client.receiveServerHello(*server.receiveClientHello(client.hello(), relay.random));
        QVERIFY(client.receiveServerAccess(*server.receiveClientAccess(access)));
        // The identifier alone, without the key behind it: the client finds nothing that it
        // believes, and what a stranger seals moves nothing.
        RelayEnd again = relay.server();
        DeterministicRandom strangers(10);
        const auto ephemeral = DeterministicRandom(10).make<XWingSecretKey>();
        ChannelClient stranger(fingerprintOf(relay.key.publicKey()), relay.accessKey.duplicate(),
                               eapi.duplicate(), strangers);
        const Bytes hello = *again.receiveClientHello(stranger.hello(), relay.random);
        const Bytes named = *stranger.receiveServerHello(hello);
        QVERIFY(again.receiveClientAccess(named));
        const ChannelK1 k1(
            stranger.hello(), ByteView(hello).first(kServerHelloHead),
            *decapsulate(ephemeral, XWingCiphertext(ByteView(hello).subspan<2, 1120>())));
        ChannelSession guessed(
            ChannelSession::Role::Client, relay.key.publicKey(), ChannelAccess::KnownEapi,
            ChannelK3(k1, hello, named, ChannelAccess::KnownEapi, relay.accessKey.view()));
        const auto opened = again.receiveFirst(*guessed.seal({}));
        QVERIFY(!opened && opened.error() == ChannelError::Tampered);
        QCOMPARE(relay.store.writes, 0);
    }

    void unknownFallsBackToTheAccessKey()
    {
        Relay relay(4);
        Established c = establish(relay, relay.random.make<Eapi>());
        QVERIFY(c.client.access() == ChannelAccess::FellBack);
        QVERIFY(c.server.access() == ChannelAccess::FellBack);
        QCOMPARE(relay.store.fallbacks, 1);
        // The relay checks the login, begins anew, answers.
        relay.store.begin(*c.server.nextEapi());
        QVERIFY(c.client.receive(*c.server.seal({})));
        Established d = establish(relay, nextOf(c.client));
        QVERIFY(d.client.access() == ChannelAccess::KnownEapi);
    }

    /// Only what was named and known may advance: a relay that advanced anything for the others
    /// would let a stranger move a device's record.
    void tellsWhichEapiLetTheClientIn_data()
    {
        QTest::addColumn<bool>("names");
        QTest::addColumn<bool>("known");
        QTest::newRow("access key") << false << false;
        QTest::newRow("known EAPI") << true << true;
        QTest::newRow("unknown EAPI") << true << false;
    }
    void tellsWhichEapiLetTheClientIn()
    {
        QFETCH(bool, names);
        QFETCH(bool, known);
        Relay relay(11);
        const Eapi eapi = relay.random.make<Eapi>();
        ChannelClient client = relay.client(names ? std::optional(eapi.duplicate()) : std::nullopt);
        ChannelServer server(relay.key, relay.accessKey);
        const Bytes hello = *server.receiveClientHello(client.hello(), relay.random);
        const auto named = server.receiveClientAccess(*client.receiveServerHello(hello));
        QVERIFY(named);
        QVERIFY(*named == (names ? std::optional(identifierOf(eapi)) : std::nullopt));
        const auto answer = server.answerAccess(known ? &eapi : nullptr);
        auto session = *client.receiveServerAccess(*answer);
        const auto opened = server.receiveFirst(*session.seal({}));
        QVERIFY(opened);
        QVERIFY(opened->used == (known ? *named : std::nullopt));
    }

    void aStoreThatFailsClosesTheChannel()
    {
        Relay relay(5);
        const Eapi eapi = relay.random.make<Eapi>();
        relay.store.begin(eapi);
        relay.store.broken = true;
        ChannelClient client = relay.client(eapi.duplicate());
        RelayEnd server = relay.server();
        const auto access =
            *client.receiveServerHello(*server.receiveClientHello(client.hello(), relay.random));
        auto session = *client.receiveServerAccess(*server.receiveClientAccess(access));
        const auto opened = server.receiveFirst(*session.seal({}));
        QVERIFY(!opened && server.notKept());
        relay.store.broken = false;
        QVERIFY(establish(relay, eapi.duplicate()).client.access() == ChannelAccess::KnownEapi);
    }

    void recordIsReadStrictly()
    {
        Relay relay(6);
        EapiRecord record;
        record.begin(relay.random.make<Eapi>());
        const SecretBytes good = record.serialize();
        QVERIFY(EapiRecord::parse(good.view()));
        for (std::size_t size = 0; size < good.size(); ++size) {
            QVERIFY(!EapiRecord::parse(good.view().first(size)));
        }
        SecretBytes longer = good.duplicate();
        longer.resize(good.size() + 1);
        QVERIFY(!EapiRecord::parse(longer.view()));
        QVERIFY(!record.advance(EapiIdentifier(), relay.random.make<Eapi>()));
        QVERIFY(std::ranges::equal(record.serialize().view(), good.view()));
    }
};

QTEST_APPLESS_MAIN(TestEapi)
#include "tst_eapi.moc"
