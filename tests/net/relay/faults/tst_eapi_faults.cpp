#ifndef Q_MOC_RUN
#include "tests/net/relay/faults/bystanders.h"
#include "tests/net/relay/faults/relay_world.h"
#endif

#include <QTest>

using namespace sotto;
using namespace sotto::test;
using Arrived = WebSocketPeer::Arrived;

namespace {

/// After what a client vanishes.
enum Vanishing
{
    Upgraded,
    HelloSent,
    ServerHelloReceived,
    AccessSent,
    ServerAccessReceived,
    FirstFrameSent,
    FirstFrameAnswered,
};

/// A device that keeps its EAPI by the rules of PROTOCOL.md section 11.
class Device
{
public:
    Device(RelayWorld& world, const Mailbox& mailbox)
        : m_world(world)
        , m_mailbox(mailbox)
    {}

    /// Connects, logs in, keeps the next EAPI. False if the relay lets it not in.
    bool login()
    {
        const auto peer = connect();
        if (!peer->open(kPatienceMs)) {
            return false;
        }
        return finishLogin(*peer);
    }

    [[nodiscard]] std::unique_ptr<RelayPeer> connect()
    {
        return connectTo(m_world.address(), m_world.random(),
                         m_eapi ? std::optional(m_eapi->duplicate()) : std::nullopt);
    }

    /// @p peer is open: the relay's first traffic frame has been heard.
    bool finishLogin(RelayPeer& peer)
    {
        lastAccess = peer.session().access();
        if (lastAccess == crypto::ChannelAccess::KnownEapi) {
            keepNext(peer);
        }
        if (!own(peer, m_mailbox)) {
            return false;
        }
        keepNext(peer);
        return true;
    }

    void keepNext(RelayPeer& peer) { m_eapi = peer.session().nextEapi()->duplicate(); }
    [[nodiscard]] const crypto::Eapi& eapi() const { return *m_eapi; }
    void forget(crypto::Eapi old) { m_eapi = std::move(old); }

    /// Goes so far and no further. The connection is cut.
    void vanishAfter(Vanishing step)
    {
        WebSocketPeer socket = WebSocketPeer::connectTo(m_world.address().port);
        socket.sendUpgrade();
        QCOMPARE(socket.receive(kPatienceMs).what, Arrived::Upgraded);
        const crypto::RelayAddress& relay = m_world.address();
        crypto::ChannelClient client(relay.fingerprint, relay.accessKey.duplicate(),
                                     m_eapi->duplicate(), m_world.random());
        if (step >= HelloSent) {
            socket.sendBinary(client.hello());
        }
        if (step >= ServerHelloReceived) {
            const auto hello = socket.receive(kPatienceMs);
            QCOMPARE(hello.what, Arrived::Binary);
            const auto access = client.receiveServerHello(hello.payload);
            QVERIFY(access);
            if (step >= AccessSent) {
                socket.sendBinary(*access);
            }
        }
        if (step >= ServerAccessReceived) {
            const auto answer = socket.receive(kPatienceMs);
            QCOMPARE(answer.what, Arrived::Binary);
            auto session = client.receiveServerAccess(answer.payload);
            QVERIFY(session);
            QCOMPARE(session->access(), crypto::ChannelAccess::KnownEapi);
            sendFirst(socket, *session, step);
        }
        socket.reset();
    }

    crypto::ChannelAccess lastAccess = crypto::ChannelAccess::AddressKey;

private:
    static void sendFirst(WebSocketPeer& socket, crypto::ChannelSession& session, Vanishing step)
    {
        if (step < FirstFrameSent) {
            return;
        }
        wire::ClientFrame frame;
        frame.add_requests()->set_id(1);
        frame.mutable_requests(0)->mutable_hello()->set_oldest_version(1);
        frame.mutable_requests(0)->mutable_hello()->set_newest_version(1);
        socket.sendBinary(*session.seal(crypto::asBytes(frame.SerializeAsString())));
        if (step >= FirstFrameAnswered) {
            // It came, and the client died before it could keep what follows from it.
            QCOMPARE(socket.receive(kPatienceMs).what, Arrived::Binary);
        }
    }

    RelayWorld& m_world;
    const Mailbox& m_mailbox;
    std::optional<crypto::Eapi> m_eapi;
};

} // namespace

/// Nothing that happens to a connection makes the next one fall back, and no one locks anybody out.
class TestEapiFaults : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        QVERIFY2(m_world.start(), m_world.error().c_str());
        m_bystanders = std::make_unique<Bystanders>(m_world.address());
    }

    void aLoginLeavesTheNext()
    {
        const Mailbox mailbox(m_world.random());
        Device device(m_world, mailbox);
        QVERIFY(device.login());
        QCOMPARE(device.lastAccess, crypto::ChannelAccess::AddressKey);
        for (int i = 0; i < 5; ++i) {
            QVERIFY(device.login());
            QCOMPARE(device.lastAccess, crypto::ChannelAccess::KnownEapi);
        }
    }

    void theClientVanishes_data()
    {
        QTest::addColumn<int>("step");
        QTest::newRow("after the upgrade") << int(Upgraded);
        QTest::newRow("after ClientHello") << int(HelloSent);
        QTest::newRow("after ServerHello") << int(ServerHelloReceived);
        QTest::newRow("after ClientAccess") << int(AccessSent);
        QTest::newRow("after ServerAccess") << int(ServerAccessReceived);
        QTest::newRow("after its first frame") << int(FirstFrameSent);
        QTest::newRow("after the relay's first frame") << int(FirstFrameAnswered);
    }
    void theClientVanishes()
    {
        QFETCH(int, step);
        const Mailbox mailbox(m_world.random());
        Device device(m_world, mailbox);
        QVERIFY(device.login());
        for (int i = 0; i < 4; ++i) {
            device.vanishAfter(static_cast<Vanishing>(step));
            QVERIFY(!QTest::currentTestFailed());
        }
        // What the device holds is one of the relay's three still.
        QVERIFY(device.login());
        QCOMPARE(device.lastAccess, crypto::ChannelAccess::KnownEapi);
        QVERIFY(device.login());
        QCOMPARE(device.lastAccess, crypto::ChannelAccess::KnownEapi);
    }

    void twoRace()
    {
        const Mailbox mailbox(m_world.random());
        Device device(m_world, mailbox);
        QVERIFY(device.login());
        for (int i = 0; i < 5; ++i) {
            // Both have named the same EAPI before either sends its first frame.
            const auto one = device.connect();
            const auto two = device.connect();
            one->saysHello(false);
            two->saysHello(false);
            QVERIFY(one->open(kPatienceMs) && two->open(kPatienceMs));
            QVERIFY(sayHello(*one));
            QVERIFY(sayHello(*two));
            RelayPeer& kept = i % 2 == 0 ? *one : *two;
            QVERIFY(device.finishLogin(kept));
            QVERIFY(device.login());
            QCOMPARE(device.lastAccess, crypto::ChannelAccess::KnownEapi);
        }
    }

    void anOldCopyFallsBackToItsKeys()
    {
        const Mailbox mailbox(m_world.random());
        Device device(m_world, mailbox);
        QVERIFY(device.login());
        crypto::Eapi old = device.eapi().duplicate();
        for (int i = 0; i < 4; ++i) {
            QVERIFY(device.login());
        }
        device.forget(std::move(old));
        QVERIFY(device.login()); // by access key and signature
        QCOMPARE(device.lastAccess, crypto::ChannelAccess::FellBack);
        QVERIFY(device.login());
        QCOMPARE(device.lastAccess, crypto::ChannelAccess::KnownEapi);
    }

    void theRelayIsKilled()
    {
        const Mailbox mailbox(m_world.random());
        Device device(m_world, mailbox);
        QVERIFY(device.login());
        QVERIFY2(m_bystanders->wereServed(), m_bystanders->story());
        m_bystanders.reset();
        for (int step = Upgraded; step <= FirstFrameAnswered; ++step) {
            device.vanishAfter(static_cast<Vanishing>(step));
            QVERIFY(!QTest::currentTestFailed());
            m_world.relay().kill();
            QVERIFY2(m_world.start(), m_world.error().c_str());
            QVERIFY(device.login());
            QCOMPARE(device.lastAccess, crypto::ChannelAccess::KnownEapi);
        }
    }

private:
    static bool sayHello(RelayPeer& peer)
    {
        wire::Request request;
        request.mutable_hello()->set_oldest_version(1);
        request.mutable_hello()->set_newest_version(1);
        const auto answer = peer.request(std::move(request), kPatienceMs);
        return answer && answer->has_welcome();
    }

    RelayWorld m_world;
    std::unique_ptr<Bystanders> m_bystanders;
};

QTEST_APPLESS_MAIN(TestEapiFaults)
#include "tst_eapi_faults.moc"
