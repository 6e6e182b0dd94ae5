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
                ChannelServer server = relay.server();
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

    void aStoreThatFailsClosesTheChannel()
    {
        Relay relay(5);
        const Eapi eapi = relay.random.make<Eapi>();
        relay.store.begin(eapi);
        relay.store.broken = true;
        ChannelClient client = relay.client(eapi.duplicate());
        ChannelServer server = relay.server();
        const auto access =
            *client.receiveServerHello(*server.receiveClientHello(client.hello(), relay.random));
        auto session = *client.receiveServerAccess(*server.receiveClientAccess(access));
        const auto opened = server.receiveFirst(*session.seal({}));
        QVERIFY(!opened && opened.error() == ChannelError::StoreUnavailable);
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
