#ifndef Q_MOC_RUN
#include "net/relay/store/sqlite_store.h"
#include "tests/net/relay/service/relay_world.h"
#include "tests/support/failing_store.h"
#endif

#include <QTest>

using namespace sotto;
using namespace sotto::test;

namespace {

/// Logs in to a mailbox, and so begins or keeps its EAPI record; gives the next EAPI.
std::optional<Eapi> logIn(MemoryConnection& connection, const Mailbox& mailbox)
{
    const wire::Answer answer =
        connection.request(loginRequest(connection, mailbox.login(), mailbox.key));
    return answer.has_logged_in() ? std::optional(connection.channel().nextEapi()->duplicate())
                                  : std::nullopt;
}

} // namespace

class TestRelayHandshake : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QVERIFY(initialize()); }

    void theEapiOfOneConnectionOpensTheNext()
    {
        RelayInMemory relay;
        Mailbox mailbox(1);
        MemoryConnection first(relay);
        QVERIFY(first.open());
        QCOMPARE(first.channel().access(), ChannelAccess::AddressKey);
        QVERIFY(mailbox.make(first));
        std::optional<Eapi> eapi = first.channel().nextEapi()->duplicate();
        for (int i = 0; i < 5; ++i) {
            MemoryConnection next(relay);
            QVERIFY(next.open(std::move(eapi)));
            QCOMPARE(next.channel().access(), ChannelAccess::KnownEapi);
            const wire::Answer answer =
                next.request(loginRequest(next, mailbox.login(), mailbox.key));
            QVERIFY(answer.has_logged_in());
            QVERIFY(!answer.logged_in().eapi_begun());
            eapi = next.channel().nextEapi()->duplicate();
        }
        QCOMPARE(relay.service.counters.eapiFallbacks.load(), 0U);
    }

    /// The line is cut behind each frame; the client keeps what it is told to and gets in again.
    void aCutAtAnyFrameLocksNobodyOut_data()
    {
        QTest::addColumn<int>("cutBehind");
        QTest::newRow("client hello") << 1;
        QTest::newRow("server hello, access") << 2;
        QTest::newRow("first traffic, nothing heard") << 3;
    }
    void aCutAtAnyFrameLocksNobodyOut()
    {
        QFETCH(int, cutBehind);
        RelayInMemory relay;
        Mailbox mailbox(1);
        MemoryConnection first(relay);
        QVERIFY(first.open());
        QVERIFY(mailbox.make(first));
        const Eapi kept = first.channel().nextEapi()->duplicate();
        for (int losses = 0; losses < 4; ++losses) {
            MemoryConnection lost(relay);
            QVERIFY(lost.sayHello(kept.duplicate()));
            if (cutBehind >= 2) {
                QVERIFY(lost.sayAccess());
            }
            if (cutBehind >= 3) {
                QVERIFY(lost.finishHandshake()); // the answer is lost: the client keeps the old one
            }
            lost.cut();
        }
        MemoryConnection again(relay);
        QVERIFY(again.open(kept.duplicate()));
        QCOMPARE(again.channel().access(), ChannelAccess::KnownEapi);
        QVERIFY(logIn(again, mailbox));
    }

    /// Whichever of the two next ones the client keeps, it is known.
    void twoRacingConnectionsBothGetIn_data()
    {
        QTest::addColumn<bool>("keepsTheFirst");
        QTest::newRow("the first's") << true;
        QTest::newRow("the second's") << false;
    }
    void twoRacingConnectionsBothGetIn()
    {
        QFETCH(bool, keepsTheFirst);
        RelayInMemory relay;
        Mailbox mailbox(1);
        MemoryConnection first(relay);
        QVERIFY(first.open());
        QVERIFY(mailbox.make(first));
        const Eapi kept = first.channel().nextEapi()->duplicate();
        MemoryConnection one(relay);
        MemoryConnection other(relay);
        QVERIFY(one.sayHello(kept.duplicate()) && other.sayHello(kept.duplicate()));
        QVERIFY(one.sayAccess() && other.sayAccess());
        QVERIFY(one.finishHandshake() && other.finishHandshake());
        const MemoryConnection& won = keepsTheFirst ? one : other;
        MemoryConnection next(relay);
        QVERIFY(next.open(won.channel().nextEapi()->duplicate()));
        QCOMPARE(next.channel().access(), ChannelAccess::KnownEapi);
    }

    void anUnknownEapiFallsBackAndIsTold()
    {
        RelayInMemory relay;
        Connections c(relay);
        QVERIFY(c.open());
        Object vault(3);
        QVERIFY(c.other.request(vault.update(0, "one")).has_done());
        QVERIFY(
            c.first.request(loginRequest(c.first, vault.login(0), vault.keys[0])).has_logged_in());
        MemoryConnection lost(relay);
        QVERIFY(lost.open(relay.random.make<Eapi>()));
        QCOMPARE(lost.channel().access(), ChannelAccess::FellBack);
        relay.hold();
        lost.ask(loginRequest(lost, vault.login(1), vault.keys[1]));
        lost.flush();
        relay.store.runQueued();
        for (const auto& task : relay.inbox->take()) {
            task();
        }
        lost.cut(); // a copy that does not wait for the answer is told all the same
        relay.release();
        c.first.receive();
        QCOMPARE(objectEventsOf(c.first).size(), 1U);
        QCOMPARE(objectEventsOf(c.first)[0].type(), wire::EAPI_FALLBACK);
        QCOMPARE(objectEventsOf(c.first)[0].detail(), 1U);
        QCOMPARE(relay.service.counters.eapiFallbacks.load(), 1U);
    }

    void nothingIsSaidBeforeTheAdvanceIsStored()
    {
        RelayInMemory relay;
        Mailbox mailbox(1);
        MemoryConnection first(relay);
        QVERIFY(first.open());
        QVERIFY(mailbox.make(first));
        MemoryConnection next(relay);
        QVERIFY(next.sayHello(first.channel().nextEapi()->duplicate()));
        QVERIFY(next.sayAccess());
        const std::size_t frames = next.rawFrames.size();
        relay.hold();
        QVERIFY(!next.finishHandshake());
        wire::Request stamp;
        stamp.mutable_stamp()->set_subject(std::string(32, 's'));
        next.ask(stamp);
        next.flush();
        QCOMPARE(next.rawFrames.size(), frames);
        relay.release();
        next.receive();
        QCOMPARE(next.answers.size(), 2U);
        QVERIFY(next.answers[0].has_welcome() && next.answers[1].has_stamped());
    }

    void aFloodBeforeTheAdvanceEndsWithoutAWord()
    {
        RelayInMemory relay;
        Mailbox mailbox(1);
        MemoryConnection first(relay);
        QVERIFY(first.open());
        QVERIFY(mailbox.make(first));
        MemoryConnection next(relay);
        QVERIFY(next.sayHello(first.channel().nextEapi()->duplicate()));
        QVERIFY(next.sayAccess());
        const std::size_t frames = next.rawFrames.size();
        relay.hold();
        QVERIFY(!next.finishHandshake());
        for (int i = 0; i < 16; ++i) {
            next.flush();
        }
        QCOMPARE(next.closedWith, wire::TOO_MANY_REQUESTS);
        relay.release();
        QCOMPARE(next.rawFrames.size(), frames);
    }

    void anAdvanceThatIsNotStoredClosesWithoutAWord()
    {
        auto failing = std::make_unique<FailingStore>(relay::openSqliteStore({}, {}));
        FailingStore& store = *failing;
        RelayInMemory relay(1, std::move(failing));
        Mailbox mailbox(1);
        MemoryConnection first(relay);
        QVERIFY(first.open());
        QVERIFY(mailbox.make(first));
        const Eapi kept = first.channel().nextEapi()->duplicate();
        MemoryConnection next(relay);
        QVERIFY(next.sayHello(kept.duplicate()));
        QVERIFY(next.sayAccess());
        const std::size_t frames = next.rawFrames.size();
        store.failNext(1);
        QVERIFY(!next.finishHandshake());
        QCOMPARE(next.closedWith, wire::UNAVAILABLE);
        QCOMPARE(next.rawFrames.size(), frames);
        QVERIFY(!next.channel().nextEapi()); // it heard nothing, and keeps what it has
        MemoryConnection again(relay);
        QVERIFY(again.open(kept.duplicate()));
        QCOMPARE(again.channel().access(), ChannelAccess::KnownEapi);

        // The look-up fails: a refusal like any other.
        MemoryConnection unlucky(relay);
        QVERIFY(unlucky.sayHello(kept.duplicate()));
        store.failNext(1);
        QVERIFY(!unlucky.sayAccess());
        QCOMPARE(unlucky.rawFrames.back(), ChannelServer::refusal());
    }

    void aWrongAccessKeyIsRefused()
    {
        RelayInMemory relay;
        MemoryConnection stranger(relay);
        const AccessKey wrong = relay.random.make<AccessKey>();
        ChannelClient client(fingerprintOf(relay.key.publicKey()), wrong.duplicate(), std::nullopt,
                             relay.random);
        stranger.sendRaw(client.hello());
        const auto access = client.receiveServerHello(stranger.rawFrames[0]);
        QVERIFY(access);
        stranger.sendRaw(*access);
        const auto session = client.receiveServerAccess(stranger.rawFrames[1]);
        QVERIFY(!session);
        QCOMPARE(session.error(), ChannelError::WrongAccessKey);
        // What it sends nevertheless opens nothing.
        stranger.sendRaw(Bytes(40, 0x10));
        QCOMPARE(stranger.rawFrames.back(), ChannelServer::refusal());
        QCOMPARE(stranger.closedWith, wire::MALFORMED);
    }

    void garbageInsteadOfAnyFrameIsRefused()
    {
        for (int stage = 0; stage < 3; ++stage) {
            for (const std::size_t size : {0UL, 1UL, 34UL, 1'218UL, 5'000UL}) {
                RelayInMemory relay;
                MemoryConnection stranger(relay);
                if (stage > 0) {
                    QVERIFY(stranger.sayHello(std::nullopt));
                }
                if (stage > 1) {
                    QVERIFY(stranger.sayAccess());
                }
                stranger.sendRaw(Bytes(size, 0x5A));
                QCOMPARE(stranger.rawFrames.back(), ChannelServer::refusal());
                QCOMPARE(stranger.closedWith, wire::MALFORMED);
                const std::size_t frames = stranger.rawFrames.size();
                stranger.sendRaw(Bytes(size, 0x5A));
                QCOMPARE(stranger.rawFrames.size(), frames);
            }
        }
    }

    void aFrameWhileTheEapiIsLookedUpIsRefused()
    {
        RelayInMemory relay;
        MemoryConnection hasty(relay);
        QVERIFY(hasty.sayHello(relay.random.make<Eapi>()));
        relay.hold();
        QVERIFY(!hasty.sayAccess());
        QVERIFY(!hasty.closedWith);
        hasty.sendRaw(Bytes(40, 0x10));
        relay.release();
        QCOMPARE(hasty.rawFrames.back(), ChannelServer::refusal());
        QCOMPARE(hasty.rawFrames.size(), 2U);
    }

    void aSlowHandshakeEnds()
    {
        RelayInMemory relay;
        MemoryConnection slow(relay);
        QVERIFY(slow.sayHello(std::nullopt));
        relay.advanceMs(wire::kHandshakeTimeoutMs);
        slow.tick();
        QVERIFY(!slow.closedWith);
        relay.advanceMs(1);
        slow.tick();
        QCOMPARE(slow.closedWith, wire::MALFORMED);
    }

    void aRelayThatDrainsTakesNobody()
    {
        RelayInMemory relay;
        relay.service.draining = true;
        MemoryConnection late(relay);
        QVERIFY(!late.open());
        QCOMPARE(late.rawFrames.back(), ChannelServer::refusal());
    }
};

QTEST_GUILESS_MAIN(TestRelayHandshake)
#include "tst_relay_handshake.moc"
