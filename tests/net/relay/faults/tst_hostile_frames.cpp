#ifndef Q_MOC_RUN
#include "tests/net/relay/faults/bystanders.h"
#include "tests/net/relay/faults/relay_world.h"
#endif

#include <functional>

#include <QTest>

using namespace sotto;
using namespace sotto::test;
using Arrived = WebSocketPeer::Arrived;

namespace {

/// A relay that has been told something impossible closes at once; this is for a busy machine.
constexpr int kClosesWithinMs = 5'000;

crypto::Bytes text(std::string_view bytes)
{
    return {bytes.begin(), bytes.end()};
}

/// A frame's head as it is on the wire, with a zero mask, and no payload.
crypto::Bytes head(std::uint8_t first, std::uint64_t claimedBytes)
{
    crypto::Bytes out{first, 0x80 | 127};
    for (int i = 7; i >= 0; --i) {
        out.push_back(static_cast<std::uint8_t>(claimedBytes >> (8 * i)));
    }
    out.insert(out.end(), 4, 0);
    return out;
}

crypto::Bytes frame(WebSocketHead of, crypto::ByteView payload)
{
    crypto::Bytes out;
    if (!of.masked) {
        of.masked = MaskingKey{1, 2, 3, 4};
    }
    appendFrame(out, of, payload);
    return out;
}

using Bytes = crypto::Bytes;

/// What is written to a fresh TCP connection.
const std::vector<std::pair<const char*, std::function<Bytes()>>> kBeforeUpgrade = {
    {"random bytes", [] { return Bytes(4'000, 0xE7); }},
    {"no HTTP", [] { return text("HELO relay.example\r\n\r\n"); }},
    {"plain GET", [] { return text("GET / HTTP/1.1\r\nHost: relay.example\r\n\r\n"); }},
    {"header without end", [] { return Bytes(200'000, 'A'); }},
    {"thousands of lines",
     [] {
         Bytes out = text("GET / HTTP/1.1\r\n");
         for (int i = 0; i < 5'000; ++i) {
             crypto::append(out, text("X-Line: value\r\n"));
         }
         return out;
     }},
    {"TLS hello to a plain port", [] { return text(std::string("\x16\x03\x01\x02\x00\x01", 6)); }},
    {"zero bytes", [] { return Bytes(3'000, 0); }},
};

/// What is written after the upgrade.
const std::vector<std::pair<const char*, std::function<Bytes()>>> kAfterUpgrade = {
    {"text frame", [] { return frame({.opcode = WebSocketOpcode::Text}, Bytes(30, 'a')); }},
    {"unknown opcode", [] { return Bytes{0x83, 0x80, 0, 0, 0, 0}; }},
    {"unknown control opcode", [] { return Bytes{0x8B, 0x80, 0, 0, 0, 0}; }},
    {"reserved bits", [] { return frame({.reserved = 7}, Bytes(30, 'a')); }},
    {"without a mask",
     [] {
         return Bytes{0x82, 3, 1, 2, 3};
     }},
    {"claims 3 MB", [] { return head(0x82, 3'000'000); }},
    {"claims 2^62 bytes", [] { return head(0x82, std::uint64_t{1} << 62); }},
    {"claims 2^63 bytes", [] { return head(0x82, std::uint64_t{1} << 63); }},
    {"long ping", [] { return frame({.opcode = WebSocketOpcode::Ping}, Bytes(126, 'p')); }},
    {"fragmented ping",
     [] { return frame({.opcode = WebSocketOpcode::Ping, .final = false}, Bytes(3, 'p')); }},
    {"continuation of nothing",
     [] { return frame({.opcode = WebSocketOpcode::Continuation}, Bytes(30, 'c')); }},
    {"close of one byte", [] { return frame({.opcode = WebSocketOpcode::Close}, Bytes(1, 0)); }},
    {"fragments without end",
     [] {
         Bytes out = frame({.final = false}, Bytes(1, 'f'));
         for (int i = 0; i < 40; ++i) {
             crypto::append(out, frame({.opcode = WebSocketOpcode::Continuation, .final = false},
                                       Bytes(60'000, 'f')));
         }
         return out;
     }},
    {"empty message", [] { return frame({}, {}); }},
    {"one byte", [] { return frame({}, Bytes{1}); }},
    {"hello of another size", [] { return frame({}, Bytes(1'217, 1)); }},
    {"hello of another type", [] { return frame({}, Bytes(1'218, 3)); }},
    {"hello of another version",
     [] {
         Bytes hello(1'218, 5);
         hello[0] = 1;
         return frame({}, hello);
     }},
    {"hello with a key of zeros",
     [] {
         Bytes hello(1'218, 0);
         hello[0] = hello[1] = 1;
         return frame({}, hello);
     }},
    {"access before hello", [] { return frame({}, Bytes(34, 3)); }},
    {"traffic before hello", [] { return frame({}, Bytes(40, 0x10)); }},
    {"finish before hello", [] { return frame({}, Bytes(17, 0x11)); }},
    {"the relay's own type", [] { return frame({}, Bytes(1'234, 2)); }},
    {"refusal",
     [] {
         return frame({}, Bytes{0, 1, 1});
     }},
};

/// What an open peer does. Each of it breaks the protocol.
const std::vector<std::pair<const char*, std::function<void(RelayPeer&)>>> kInsideTheChannel = {
    {"frame that does not open",
     [](RelayPeer& peer) { peer.socket().sendBinary(Bytes(60, 0x10)); }},
    {"replayed frame",
     [](RelayPeer& peer) {
         const Bytes sealed = *peer.session().seal(Bytes{});
         peer.socket().sendBinary(sealed);
         peer.socket().sendBinary(sealed);
     }},
    {"frame left out",
     [](RelayPeer& peer) {
         (void)peer.session().seal(Bytes{});
         peer.sendPlaintext(Bytes{});
     }},
    {"frames in another order",
     [](RelayPeer& peer) {
         const Bytes first = *peer.session().seal(Bytes{});
         peer.sendPlaintext(Bytes{});
         peer.socket().sendBinary(first);
     }},
    {"handshake once more", [](RelayPeer& peer) { peer.socket().sendBinary(Bytes(1'218, 1)); }},
    {"no protobuf", [](RelayPeer& peer) { peer.sendPlaintext(Bytes(100, 0xFF)); }},
    {"request without an id",
     [](RelayPeer& peer) {
         wire::ClientFrame frame;
         frame.add_requests()->mutable_stamp()->set_subject(std::string(32, 's'));
         peer.send(frame);
     }},
    {"one id twice",
     [](RelayPeer& peer) {
         crypto::SystemRandom random;
         const Mailbox nobody(random);
         wire::ClientFrame frame;
         for (int i = 0; i < 2; ++i) {
             *frame.add_requests() = nobody.post("x");
             frame.mutable_requests(i)->set_id(77);
         }
         peer.send(frame);
     }},
    {"a second Hello",
     [](RelayPeer& peer) {
         wire::Request request;
         request.mutable_hello()->set_newest_version(1);
         peer.submit(std::move(request));
     }},
    {"acknowledgement without a subscription",
     [](RelayPeer& peer) { peer.submit(acknowledge(1)); }},
    {"more requests than allowed",
     [](RelayPeer& peer) {
         crypto::SystemRandom random;
         const Mailbox nobody(random);
         wire::ClientFrame frame;
         for (std::uint32_t i = 0; i < 300; ++i) {
             *frame.add_requests() = nobody.post("x");
             frame.mutable_requests(static_cast<int>(i))->set_id(100 + i);
         }
         peer.send(frame);
     }},
    {"text inside",
     [](RelayPeer& peer) {
         peer.socket().sendFrame(WebSocketOpcode::Text, crypto::asBytes("hello"));
     }},
};

} // namespace

/// Each of these is told off, by the end of its connection, and costs nobody else anything.
class TestHostileFrames : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        QVERIFY2(m_world.start(), m_world.error().c_str());
        m_bystanders = std::make_unique<Bystanders>(m_world.address());
    }

    void beforeTheUpgrade_data()
    {
        addRows(kBeforeUpgrade.size(), [](auto i) { return kBeforeUpgrade[i].first; });
    }
    void beforeTheUpgrade()
    {
        QFETCH(std::size_t, row);
        WebSocketPeer socket = WebSocketPeer::connectTo(m_world.address().port);
        socket.sendRaw(kBeforeUpgrade[row].second());
        socket.flush(kClosesWithinMs);
        // What is no request at all may wait for the handshake's time-out: its end is FIN here.
        socket.shutdownWriting();
        QVERIFY(isClosed(socket));
    }

    void afterTheUpgrade_data()
    {
        addRows(kAfterUpgrade.size(), [](auto i) { return kAfterUpgrade[i].first; });
    }
    void afterTheUpgrade()
    {
        QFETCH(std::size_t, row);
        WebSocketPeer socket = WebSocketPeer::connectTo(m_world.address().port);
        socket.sendUpgrade();
        QCOMPARE(socket.receive(kPatienceMs).what, Arrived::Upgraded);
        socket.sendRaw(kAfterUpgrade[row].second());
        QVERIFY(isClosed(socket));
    }

    void insideTheChannel_data()
    {
        addRows(kInsideTheChannel.size(), [](auto i) { return kInsideTheChannel[i].first; });
    }
    void insideTheChannel()
    {
        QFETCH(std::size_t, row);
        const auto peer = m_world.openPeer();
        QVERIFY(peer);
        kInsideTheChannel[row].second(*peer);
        QVERIFY(peer->waitForEnd(kClosesWithinMs));
    }

    void saysWhy()
    {
        const auto peer = m_world.openPeer();
        QVERIFY(peer);
        peer->sendPlaintext(Bytes(100, 0xFF));
        QVERIFY(peer->waitForEnd(kClosesWithinMs));
        QVERIFY(peer->goodbye());
        QCOMPARE(peer->goodbye()->code(), wire::MALFORMED);
        QVERIFY(!peer->goodbye()->text().empty());
    }

    void nothingIsDoneBeforeHello()
    {
        auto peer = connectTo(m_world.address(), m_world.random());
        peer->saysHello(false);
        QVERIFY(peer->open(kPatienceMs));
        const Mailbox nobody(m_world.random());
        const auto answer = peer->request(nobody.post("x"), kPatienceMs);
        QVERIFY(!answer || answer->has_refusal());
    }

    /// Cut off after each byte count of a good beginning.
    void truncated()
    {
        Bytes good;
        appendFrame(good, {.masked = MaskingKey{9, 9, 9, 9}}, Bytes(1'218, 1));
        for (const std::size_t length : {1U, 2U, 3U, 5U, 8U, 100U, 1'000U, 1'225U}) {
            WebSocketPeer socket = WebSocketPeer::connectTo(m_world.address().port);
            socket.sendUpgrade();
            QCOMPARE(socket.receive(kPatienceMs).what, Arrived::Upgraded);
            socket.sendRaw(crypto::ByteView(good).first(length));
            socket.shutdownWriting();
            QVERIFY(isClosed(socket));
        }
    }

    void wrongAccessKey()
    {
        RelayWorld closed;
        QVERIFY2(closed.start({"--access-key", "generate"}), closed.error().c_str());
        QVERIFY(!crypto::equalConstantTime(closed.address().accessKey.view(),
                                           crypto::AccessKey().view()));
        Bystanders bystanders(closed.address());
        for (const bool none : {true, false}) {
            const RelayPeer::Relay as{closed.address().fingerprint,
                                      none ? crypto::AccessKey()
                                           : closed.random().make<crypto::AccessKey>()};
            RelayPeer peer(WebSocketPeer::connectTo(closed.address().port), as, std::nullopt,
                           closed.random());
            QVERIFY(!peer.open(kPatienceMs));
            QCOMPARE(peer.end(), RelayPeer::End::Handshake);
            QCOMPARE(peer.channelError(), crypto::ChannelError::WrongAccessKey);
        }
        QVERIFY2(bystanders.wereServed(), bystanders.story());
    }

    void cleanupTestCase()
    {
        QVERIFY(m_world.relay().isRunning());
        QVERIFY2(m_bystanders->wereServed(), m_bystanders->story());
        qInfo("%s", m_bystanders->story());
    }

private:
    template <class Name> static void addRows(std::size_t count, const Name& nameOf)
    {
        QTest::addColumn<std::size_t>("row");
        for (std::size_t i = 0; i < count; ++i) {
            QTest::newRow(nameOf(i)) << i;
        }
    }

    static bool isClosed(WebSocketPeer& socket)
    {
        for (;;) {
            switch (socket.receive(kClosesWithinMs).what) {
            case Arrived::Close:
            case Arrived::Ended:
            case Arrived::Broken:
                return true; // also an HTTP answer that grants nothing
            case Arrived::Nothing:
                return false;
            default:
                break; // a Refusal of the channel comes first
            }
        }
    }

    RelayWorld m_world;
    std::unique_ptr<Bystanders> m_bystanders;
};

QTEST_APPLESS_MAIN(TestHostileFrames)
#include "tst_hostile_frames.moc"
