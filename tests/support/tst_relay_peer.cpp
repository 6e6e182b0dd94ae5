#include "crypto/base/init.h"
#ifndef Q_MOC_RUN // moc of Qt 6.4 stumbles over a concept of the standard library
#include "tests/crypto/channel/channel_fixture.h"
#include "tests/support/hex.h"
#include "tests/support/relay_peer.h"
#endif

#include <sys/socket.h>
#include <unistd.h>

#include <QTest>

using namespace sotto;
using namespace sotto::crypto;
using namespace sotto::test;

namespace {

constexpr int kTimeoutMs = 5000;
/// For what has been sent already, and for what must not come.
constexpr int kAtOnce = 20;

/// A relay of few words at the other end of a socket pair: the real channel, and answers that the
/// test gives.
class RelayOfFewWords
{
public:
    explicit RelayOfFewWords(std::optional<Eapi> eapi = std::nullopt)
        : relay(1)
        , m_channel(relay.server())
    {
        int ends[2] = {-1, -1};
        ::socketpair(AF_UNIX, SOCK_STREAM, 0, ends);
        m_socket = ends[1];
        if (eapi) {
            relay.store.begin(*eapi);
        }
        peer.emplace(WebSocketPeer(ends[0]),
                     RelayPeer::Relay{fingerprint(), relay.accessKey.duplicate()}, std::move(eapi),
                     relay.random, true);
    }
    RelayOfFewWords(const RelayOfFewWords&) = delete;
    RelayOfFewWords& operator=(const RelayOfFewWords&) = delete;
    ~RelayOfFewWords() { hangUp(); }

    [[nodiscard]] RelayFingerprint fingerprint() const
    {
        return fingerprintOf(relay.key.publicKey());
    }
    /// The payload of the peer's next frame.
    [[nodiscard]] Bytes hear(WebSocketOpcode expected = WebSocketOpcode::Binary)
    {
        WebSocketHead head;
        while (readHead(m_heard, head) != HeadRead::Complete ||
               m_heard.size() < head.headBytes + head.payloadBytes) {
            Bytes more(65'536);
            const ssize_t got = ::recv(m_socket, more.data(), more.size(), MSG_DONTWAIT);
            if (got <= 0) {
                return {};
            }
            append(m_heard, ByteView(more).first(static_cast<std::size_t>(got)));
        }
        const auto end =
            m_heard.begin() + static_cast<std::ptrdiff_t>(head.headBytes + head.payloadBytes);
        Bytes payload(m_heard.begin() + static_cast<std::ptrdiff_t>(head.headBytes), end);
        m_heard.erase(m_heard.begin(), end);
        applyMask(payload, head.masked.value());
        return head.opcode == expected ? payload : Bytes();
    }
    void say(WebSocketOpcode opcode, ByteView payload) const
    {
        Bytes frame;
        appendFrame(frame, {opcode}, payload);
        ::send(m_socket, frame.data(), frame.size(), MSG_NOSIGNAL);
    }
    void sayBinary(ByteView payload) const { say(WebSocketOpcode::Binary, payload); }

    /// The relay's half up to the client's Hello, which is answered.
    void letIn()
    {
        sayBinary(*m_channel.receiveClientHello(hear(), relay.random));
        QVERIFY(peer->receive() == nullptr);
        sayBinary(*m_channel.receiveClientAccess(hear()));
        QVERIFY(peer->receive() == nullptr);
        auto opened = *m_channel.receiveFirst(hear());
        m_session.emplace(std::move(opened.session));
        wire::ClientFrame hello;
        QVERIFY(hello.ParseFromArray(opened.first.plaintext.data(),
                                     int(opened.first.plaintext.size())));
        QCOMPARE(hello.requests_size(), 1);
        QVERIFY(hello.requests(0).has_hello());
        wire::ServerFrame frame;
        frame.add_answers()->set_id(hello.requests(0).id());
        frame.mutable_answers(0)->mutable_welcome()->set_version(1);
        answer(frame);
    }
    [[nodiscard]] wire::ClientFrame hearRequests()
    {
        wire::ClientFrame frame;
        const auto received = m_session->receive(hear());
        if (received) {
            frame.ParseFromArray(received->plaintext.data(), int(received->plaintext.size()));
        }
        return frame;
    }
    void answer(const wire::ServerFrame& frame)
    {
        const std::string plaintext = frame.SerializeAsString();
        sayBinary(*m_session->seal(asBytes(plaintext)));
    }
    [[nodiscard]] ChannelSession& session() { return *m_session; }
    void hangUp()
    {
        if (m_socket >= 0) {
            ::close(m_socket);
            m_socket = -1;
        }
    }

    Relay relay;
    std::optional<RelayPeer> peer;

private:
    RelayEnd m_channel;
    std::optional<ChannelSession> m_session;
    int m_socket = -1;
    Bytes m_heard;
};

wire::Request stamp()
{
    wire::Request request;
    request.mutable_stamp();
    return request;
}

wire::ServerFrame stamped(std::uint32_t id)
{
    wire::ServerFrame frame;
    frame.add_answers()->set_id(id);
    frame.mutable_answers(0)->mutable_stamped()->set_stamp("stamp of " + std::to_string(id));
    return frame;
}

wire::ServerFrame delivery(std::uint64_t number)
{
    wire::ServerFrame frame;
    frame.add_events()->mutable_delivery()->set_number(number);
    return frame;
}

} // namespace

class TestRelayPeer : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QVERIFY(initialize()); }

    void opens()
    {
        RelayOfFewWords other;
        other.letIn();
        QVERIFY(other.peer->open(kTimeoutMs));
        QCOMPARE(other.peer->welcome()->version(), 1U);
        QVERIFY(other.peer->session().exporter() == other.session().exporter());
    }

    void opensWithAnEapi()
    {
        RelayOfFewWords other(DeterministicRandom(3).make<Eapi>());
        other.letIn();
        QVERIFY(other.peer->open(kTimeoutMs));
        QVERIFY(other.peer->session().access() == ChannelAccess::KnownEapi);
        QCOMPARE(other.relay.store.writes, 1);
        QVERIFY(*other.peer->session().nextEapi() == *other.session().nextEapi());
    }

    void answersComeInAnyOrderAndEventsAreKept()
    {
        RelayOfFewWords other;
        other.letIn();
        QVERIFY(other.peer->open(kTimeoutMs));
        const std::uint32_t first = other.peer->submit(stamp());
        const std::uint32_t second = other.peer->submit(stamp());
        QVERIFY(first != second && first != 0);
        QCOMPARE(other.hearRequests().requests(0).id(), first);
        QCOMPARE(other.hearRequests().requests(0).id(), second);
        other.answer(delivery(7));
        other.answer(stamped(second));
        other.answer(delivery(8));
        QVERIFY(!other.peer->answer(first, kAtOnce));
        other.answer(stamped(first));
        QCOMPARE(other.peer->answer(first, kTimeoutMs)->stamped().stamp(),
                 "stamp of " + std::to_string(first));
        QCOMPARE(other.peer->answer(second, kTimeoutMs)->stamped().stamp(),
                 "stamp of " + std::to_string(second));
        QVERIFY(!other.peer->answer(second, kAtOnce)); // taken
        QCOMPARE(other.peer->event(kTimeoutMs)->delivery().number(), 7U);
        QCOMPARE(other.peer->event(kTimeoutMs)->delivery().number(), 8U);
        QVERIFY(!other.peer->event(kAtOnce));
    }

    void acknowledgementsHaveNoIdentifier()
    {
        RelayOfFewWords other;
        other.letIn();
        QVERIFY(other.peer->open(kTimeoutMs));
        wire::Request request;
        request.mutable_acknowledge()->set_number(5);
        other.peer->submit(request);
        QCOMPARE(other.hearRequests().requests(0).id(), 0U);
    }

    // As the load program works: frames queued, one flush, one look at what came.
    void worksInALoop()
    {
        RelayOfFewWords other;
        other.letIn();
        while (other.peer->receive() != nullptr) {
        }
        wire::ClientFrame frame;
        frame.add_requests()->mutable_stamp();
        for (std::uint32_t i = 100; i < 200; ++i) {
            frame.mutable_requests(0)->set_id(i);
            QVERIFY(other.peer->queue(frame));
        }
        QVERIFY(other.hear().empty());
        QVERIFY(other.peer->socket().flush());
        for (std::uint32_t i = 100; i < 200; ++i) {
            QCOMPARE(other.hearRequests().requests(0).id(), i);
            other.answer(stamped(i));
        }
        for (std::uint32_t i = 100; i < 200; ++i) {
            const wire::ServerFrame* got = other.peer->receive();
            QVERIFY(got != nullptr);
            QCOMPARE(got->answers(0).id(), i);
        }
        QVERIFY(other.peer->receive() == nullptr);
        QVERIFY(other.peer->stage() == RelayPeer::Stage::Open);
    }

    void readsGoodbyeFinishAndClose()
    {
        RelayOfFewWords other;
        other.letIn();
        QVERIFY(other.peer->open(kTimeoutMs));
        wire::ServerFrame frame;
        frame.add_events()->mutable_goodbye()->mutable_reason()->set_code(wire::SUPERSEDED);
        other.answer(frame);
        other.sayBinary(*other.session().finish());
        QVERIFY(!other.peer->waitForEnd(kAtOnce)); // it has said all, but has not closed
        QVERIFY(other.peer->end() == RelayPeer::End::Finished);
        other.say(WebSocketOpcode::Close, fromHex("1139"));
        QVERIFY(other.peer->waitForEnd(kTimeoutMs));
        QVERIFY(other.peer->end() == RelayPeer::End::Finished);
        QCOMPARE(other.peer->closeCode(), std::uint16_t{4409});
        QVERIFY(other.peer->goodbye()->code() == wire::SUPERSEDED);
        QCOMPARE(toHex(other.hear(WebSocketOpcode::Close)), std::string("1139"));
    }

    void finishes()
    {
        RelayOfFewWords other;
        other.letIn();
        QVERIFY(other.peer->open(kTimeoutMs));
        QVERIFY(other.peer->finish());
        const auto received = other.session().receive(other.hear());
        QVERIFY(received && received->finished);
        QCOMPARE(toHex(other.hear(WebSocketOpcode::Close)), std::string("03e8"));
    }

    void tellsHowItEnded_data()
    {
        QTest::addColumn<int>("how");
        QTest::newRow("cut off") << 0;
        QTest::newRow("closed without a Finish") << 1;
        QTest::newRow("text") << 2;
        QTest::newRow("a frame that does not open") << 3;
        QTest::newRow("no ServerFrame") << 4;
        QTest::newRow("more behind a Finish") << 5;
    }
    void tellsHowItEnded()
    {
        using enum RelayPeer::End;
        const RelayPeer::End ends[] = {Lost, Closed, Broken, Traffic, Broken, Traffic};
        QFETCH(int, how);
        RelayOfFewWords other;
        other.letIn();
        QVERIFY(other.peer->open(kTimeoutMs));
        if (how == 0) {
            other.hangUp();
        } else if (how == 1) {
            other.say(WebSocketOpcode::Close, fromHex("03f3"));
        } else if (how == 2) {
            other.say(WebSocketOpcode::Text, asBytes("hello"));
        } else if (how == 3) {
            other.sayBinary(Bytes(40, 0x10));
        } else if (how == 4) {
            other.sayBinary(*other.session().seal(Bytes{0xFF}));
        } else {
            const Bytes again = *other.session().seal({});
            other.sayBinary(*other.session().finish());
            other.sayBinary(again);
        }
        QVERIFY(!other.peer->request(stamp(), kTimeoutMs));
        QVERIFY(other.peer->stage() == RelayPeer::Stage::Ended);
        QVERIFY(other.peer->end() == ends[how]);
        QCOMPARE(other.peer->closeCode(), std::uint16_t(how == 1 ? 1011 : 0));
    }

    void knowsTheRelay()
    {
        RelayOfFewWords other;
        Relay impostor(2);
        other.sayBinary(*impostor.server().receiveClientHello(other.hear(), impostor.random));
        QVERIFY(!other.peer->open(kTimeoutMs));
        QVERIFY(other.peer->end() == RelayPeer::End::Handshake);
        QVERIFY(other.peer->channelError() == ChannelError::WrongRelay);
    }

    // A test may say anything at any time.
    void mayMisbehave()
    {
        RelayOfFewWords other;
        other.peer->saysHello(false);
        RelayEnd channel = other.relay.server();
        other.sayBinary(*channel.receiveClientHello(other.hear(), other.relay.random));
        QVERIFY(other.peer->receive() == nullptr);
        other.sayBinary(*channel.receiveClientAccess(other.hear()));
        QVERIFY(other.peer->open(kTimeoutMs));
        QVERIFY(other.hear().empty());
        QVERIFY(other.peer->sendPlaintext(asBytes("no ClientFrame")));
        auto opened = channel.receiveFirst(other.hear());
        QVERIFY(opened);
        QVERIFY(std::ranges::equal(opened->first.plaintext.view(), asBytes("no ClientFrame")));
        const Bytes one = *other.peer->session().seal(asBytes("1"));
        const Bytes two = *other.peer->session().seal(asBytes("2"));
        QVERIFY(other.peer->socket().sendBinary(two)); // out of order
        QVERIFY(!opened->session.receive(other.hear()));
    }

    void signsThisConnection()
    {
        RelayOfFewWords other;
        other.letIn();
        QVERIFY(other.peer->open(kTimeoutMs));
        const SigningKey owner = SigningKey::generate(other.relay.random);
        Login login;
        login.kind = ObjectKind::Vault;
        login.id.bytes.fill(9);
        login.keyIndex = 4;
        const wire::Request request = other.peer->login(owner, login);
        const auto& sent = request.login();
        QCOMPARE(sent.kind(), 5U);
        QCOMPARE(sent.object(), std::string(32, '\x09'));
        QCOMPARE(sent.key_index(), 4U);
        QVERIFY(verifyLogin(owner.publicKey(), other.session().exporter(), login,
                            Signature(asBytes(sent.signature()).first<64>())));
        MailboxId mailbox;
        mailbox.bytes.fill(8);
        const wire::Request create = other.peer->createMailbox(mailbox, owner);
        Login toMailbox;
        toMailbox.id.bytes.fill(8);
        QVERIFY(verifyLogin(owner.publicKey(), other.session().exporter(), toMailbox,
                            Signature(asBytes(create.create_mailbox().signature()).first<64>())));
    }
};

QTEST_APPLESS_MAIN(TestRelayPeer)
#include "tst_relay_peer.moc"
