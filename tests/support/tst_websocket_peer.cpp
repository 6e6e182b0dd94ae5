#include "tests/support/hex.h"
#include "tests/support/websocket_peer.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <QTest>

using namespace sotto::crypto;
using namespace sotto::test;
using Arrived = WebSocketPeer::Arrived;

namespace {

constexpr int kTimeoutMs = 5000;

/// A peer and the bare other end of its connection.
struct Pair
{
    Pair()
    {
        int ends[2] = {-1, -1};
        ::socketpair(AF_UNIX, SOCK_STREAM, 0, ends);
        peer.emplace(ends[0]);
        other = ends[1];
    }
    Pair(const Pair&) = delete;
    Pair& operator=(const Pair&) = delete;
    ~Pair() { hangUp(); }

    void say(ByteView bytes) const
    {
        QCOMPARE(::send(other, bytes.data(), bytes.size(), MSG_NOSIGNAL),
                 static_cast<ssize_t>(bytes.size()));
    }
    void say(const char* bytes) const { say(fromHex(bytes)); }
    /// What the peer has sent by now, unmasked if it is one whole frame.
    [[nodiscard]] Bytes heard(std::size_t max = 1 << 20) const
    {
        Bytes bytes(max);
        const ssize_t got = ::recv(other, bytes.data(), bytes.size(), MSG_DONTWAIT);
        bytes.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
        return bytes;
    }
    [[nodiscard]] std::string heardFrame() const
    {
        Bytes bytes = heard();
        WebSocketHead head;
        if (readHead(bytes, head) != HeadRead::Complete || !head.masked ||
            bytes.size() != head.headBytes + head.payloadBytes) {
            return "not one masked frame: " + toHex(bytes);
        }
        const auto payload = MutableByteView(bytes).subspan(head.headBytes);
        applyMask(payload, *head.masked);
        return toHex(ByteView(bytes).first(1)) + ' ' + toHex(payload);
    }
    void hangUp()
    {
        if (other >= 0) {
            ::close(other);
            other = -1;
        }
    }

    std::optional<WebSocketPeer> peer;
    int other = -1;
};

bool is(const WebSocketPeer::Received& received, Arrived what, std::string_view payload)
{
    return received.what == what && std::ranges::equal(received.payload, asBytes(payload));
}

/// A listening socket of this machine.
class Listener
{
public:
    Listener()
        : m_socket(::socket(AF_INET, SOCK_STREAM, 0))
    {
        sockaddr_in own{};
        own.sin_family = AF_INET;
        own.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof own;
        ::bind(m_socket, reinterpret_cast<const sockaddr*>(&own), sizeof own);
        ::listen(m_socket, 8);
        ::getsockname(m_socket, reinterpret_cast<sockaddr*>(&own), &size);
        port = ntohs(own.sin_port);
    }
    Listener(const Listener&) = delete;
    Listener& operator=(const Listener&) = delete;
    ~Listener() { stop(); }

    /// Takes one connection, reads its request, answers, closes.
    QByteArray serve(const QByteArray& answer)
    {
        sockaddr_in from{};
        socklen_t size = sizeof from;
        const int connection = ::accept(m_socket, reinterpret_cast<sockaddr*>(&from), &size);
        peersAddress = ntohl(from.sin_addr.s_addr);
        QByteArray request(4096, '\0');
        const ssize_t got = ::recv(connection, request.data(), 4096, 0);
        request.truncate(static_cast<int>(std::max<ssize_t>(got, 0)));
        ::send(connection, answer.constData(), static_cast<std::size_t>(answer.size()), 0);
        ::close(connection);
        return request;
    }
    void stop()
    {
        if (m_socket >= 0) {
            ::close(m_socket);
            m_socket = -1;
        }
    }

    std::uint16_t port = 0;
    std::uint32_t peersAddress = 0;

private:
    int m_socket = -1;
};

const QByteArray kGranted("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                          "Connection: Upgrade\r\n"
                          "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n");

} // namespace

class TestWebSocketPeer : public QObject
{
    Q_OBJECT

private slots:
    // RFC 6455 section 5.7
    void readsTheExamplesOfTheRfc()
    {
        Pair pair;
        pair.say("810548656c6c6f"
                 "010348656c"
                 "890548656c6c6f" // a ping between two fragments
                 "80026c6f");
        QVERIFY(is(pair.peer->receive(), Arrived::Text, "Hello"));
        QVERIFY(is(pair.peer->receive(), Arrived::Text, "Hello"));
        QVERIFY(is(pair.peer->receive(), Arrived::Nothing, ""));
        QCOMPARE(pair.heardFrame(), std::string("8a 48656c6c6f"));
    }

    void readsByteByByte()
    {
        Pair pair;
        Bytes bytes;
        appendFrame(bytes, {}, Bytes(300, 'x'));
        for (std::size_t i = 0; i < bytes.size(); ++i) {
            QVERIFY(pair.peer->receive().what == Arrived::Nothing);
            pair.say(ByteView(bytes).subspan(i, 1));
        }
        QVERIFY(is(pair.peer->receive(), Arrived::Binary, std::string(300, 'x')));
    }

    void readsAheadOfLongAndShortOnes()
    {
        Pair pair;
        for (const std::size_t size : {std::size_t{1} << 20, std::size_t{3}, std::size_t{70'000}}) {
            Bytes bytes;
            for (int i = 0; i < 3; ++i) {
                appendFrame(bytes, {}, Bytes(size, static_cast<std::uint8_t>('a' + i)));
            }
            int arrived = 0;
            for (std::size_t at = 0; at < bytes.size(); at += 10'000) {
                pair.say(
                    ByteView(bytes).subspan(at, std::min<std::size_t>(10'000, bytes.size() - at)));
                for (auto got = pair.peer->receive(); got.what != Arrived::Nothing;
                     got = pair.peer->receive()) {
                    QVERIFY(is(got, Arrived::Binary,
                               std::string(size, static_cast<char>('a' + arrived))));
                    ++arrived;
                }
            }
            QCOMPARE(arrived, 3);
        }
    }

    void sendsMasked()
    {
        Pair pair;
        QVERIFY(pair.peer->sendBinary(asBytes("one")));
        QCOMPARE(pair.heardFrame(), std::string("82 6f6e65"));
        QVERIFY(pair.peer->sendFrame(WebSocketOpcode::Text, asBytes("on"), false));
        QCOMPARE(pair.heardFrame(), std::string("01 6f6e"));
        pair.peer->queueBinary(asBytes("a"));
        QVERIFY(pair.heard().empty());
        pair.peer->queueBinary(asBytes("b"));
        QVERIFY(pair.peer->flush());
        QCOMPARE(pair.heard().size(), std::size_t{2 * 7});
        QVERIFY(pair.peer->sendRaw(Bytes{0xFF, 0xFF}));
        QCOMPARE(toHex(pair.heard()), std::string("ffff"));
    }

    // A reader that takes nothing costs no blocking, and nothing is lost.
    void keepsWhatTheSocketDoesNotTake()
    {
        Pair pair;
        std::size_t total = 0;
        for (int i = 0; i < 100; ++i) {
            QVERIFY(pair.peer->sendBinary(Bytes(50'000, static_cast<std::uint8_t>(i))));
            total += 50'000 + 8;
        }
        QVERIFY(pair.peer->wantsToWrite());
        QVERIFY(!pair.peer->flush(1));
        Bytes all;
        while (all.size() < total) {
            append(all, pair.heard());
            QVERIFY(pair.peer->flush());
        }
        QVERIFY(!pair.peer->wantsToWrite());
        QCOMPARE(all.size(), total);
        for (std::size_t i = 0; i < 100; ++i) {
            WebSocketHead head;
            const auto frame = MutableByteView(all).subspan(i * 50'008, 50'008);
            QVERIFY(readHead(frame, head) == HeadRead::Complete);
            applyMask(frame.subspan(8), *head.masked);
            QCOMPARE(frame[8], static_cast<std::uint8_t>(i));
            QCOMPARE(frame.back(), static_cast<std::uint8_t>(i));
        }
    }

    void answersAsMuchAsItIsTold()
    {
        Pair pair;
        pair.peer->answerControls(false);
        pair.say("890161");
        QVERIFY(is(pair.peer->receive(), Arrived::Ping, "a"));
        pair.say("8a0162");
        QVERIFY(is(pair.peer->receive(), Arrived::Pong, "b"));
        pair.say("8800");
        QCOMPARE(pair.peer->receive().closeCode, std::uint16_t{1005});
        QVERIFY(pair.heard().empty());
        pair.peer->answerControls(true);
        pair.say("88051139627965"); // 4409, "bye"
        const auto close = pair.peer->receive();
        QVERIFY(is(close, Arrived::Close, "bye"));
        QCOMPARE(close.closeCode, std::uint16_t{4409});
        QCOMPARE(pair.heardFrame(), std::string("88 1139627965"));
        pair.say("8800");
        QVERIFY(pair.peer->receive().what == Arrived::Close);
        QVERIFY(pair.heard().empty()); // one close is enough
    }

    void endsWithTheConnection()
    {
        Pair pair;
        QVERIFY(pair.peer->receive(1).what == Arrived::Nothing);
        pair.say("820161"
                 "8205");
        pair.hangUp();
        QVERIFY(is(pair.peer->receive(kTimeoutMs), Arrived::Binary, "a"));
        QVERIFY(pair.peer->receive(kTimeoutMs).what == Arrived::Ended);
        QVERIFY(pair.peer->receive().what == Arrived::Ended);
        QVERIFY(!pair.peer->sendBinary(asBytes("x")));
    }

    void refusesWhatNoServerMaySend_data()
    {
        QTest::addColumn<QString>("bytes");
        QTest::newRow("masked") << "828037fa213d";
        QTest::newRow("reserved bit") << "c200";
        QTest::newRow("continuation of nothing") << "8000";
        QTest::newRow("a new message within another") << "02008200";
        QTest::newRow("longer than the limit") << "827f0000000000500000";
        QTest::newRow("no frame") << "8700";
        QTest::newRow("half a close code") << "880111";
    }
    void refusesWhatNoServerMaySend()
    {
        QFETCH(QString, bytes);
        Pair pair;
        pair.say(fromHex(bytes.toStdString()));
        QVERIFY(pair.peer->receive().what == Arrived::Broken);
        pair.say("820161");
        QVERIFY(pair.peer->receive().what == Arrived::Broken);
    }

    void asksForTheUpgrade()
    {
        Listener listener;
        WebSocketPeer peer = WebSocketPeer::connectTo(listener.port, {"127.0.0.7"});
        QVERIFY(peer.sendUpgrade("relay.example", "/x", "Origin: null\r\n"));
        QVERIFY(peer.flush(kTimeoutMs));
        const QByteArray request = listener.serve(kGranted + QByteArray::fromHex("820161"));
        QCOMPARE(listener.peersAddress, 0x7F000007U);
        QVERIFY(request.startsWith("GET /x HTTP/1.1\r\nHost: relay.example\r\n"));
        QVERIFY(request.contains("\r\nSec-WebSocket-Version: 13\r\n"));
        QVERIFY(request.contains("\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"));
        QVERIFY(request.endsWith("\r\nOrigin: null\r\n\r\n"));
        QVERIFY(peer.receive(kTimeoutMs).what == Arrived::Upgraded);
        QVERIFY(is(peer.receive(kTimeoutMs), Arrived::Binary, "a"));
        QVERIFY(peer.receive(kTimeoutMs).what == Arrived::Ended);
    }

    void aRefusedUpgradeIsShown_data()
    {
        QTest::addColumn<QByteArray>("answer");
        QTest::newRow("too busy") << QByteArray("HTTP/1.1 503 Service Unavailable\r\n\r\n");
        QByteArray other = kGranted;
        QTest::newRow("another accept") << other.replace("s3pP", "S3pP");
    }
    void aRefusedUpgradeIsShown()
    {
        QFETCH(QByteArray, answer);
        Listener listener;
        WebSocketPeer peer = WebSocketPeer::connectTo(listener.port);
        QVERIFY(peer.sendUpgrade() && peer.flush(kTimeoutMs));
        listener.serve(answer);
        QVERIFY(peer.receive(kTimeoutMs).what == Arrived::Broken);
        QVERIFY(answer.startsWith(peer.upgradeAnswer().c_str()));
    }

    void nobodyListens()
    {
        Listener listener;
        listener.stop();
        WebSocketPeer peer = WebSocketPeer::connectTo(listener.port);
        peer.sendUpgrade();
        QVERIFY(peer.receive(kTimeoutMs).what == Arrived::Ended);
        QVERIFY(!peer.sendBinary(asBytes("x")));
    }

    void resetsAndMoves()
    {
        Pair pair;
        pair.say("82026162");
        QVERIFY(is(pair.peer->receive(), Arrived::Binary, "ab"));
        pair.say("820163");
        WebSocketPeer moved = std::move(*pair.peer);
        QVERIFY(is(moved.receive(), Arrived::Binary, "c"));
        QVERIFY(pair.peer->receive().what == Arrived::Ended);
        moved.shutdownWriting();
        std::uint8_t byte = 0;
        QCOMPARE(::recv(pair.other, &byte, 1, 0), ssize_t{0});
        pair.say("820164");
        QVERIFY(is(moved.receive(kTimeoutMs), Arrived::Binary, "d"));
        moved.reset();
        QVERIFY(moved.receive().what == Arrived::Ended);
    }
};

QTEST_APPLESS_MAIN(TestWebSocketPeer)
#include "tst_websocket_peer.moc"
