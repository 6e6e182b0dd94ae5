#ifndef Q_MOC_RUN
#include "net/wire/limits.h"
#include "tests/net/relay/faults/bystanders.h"
#include "tests/net/relay/faults/relay_world.h"
#include "tests/support/stopwatch.h"
#endif

#include <poll.h>

#include <QTest>

using namespace sotto;
using namespace sotto::test;
using Arrived = WebSocketPeer::Arrived;

namespace {

constexpr std::size_t kMiB = std::size_t{1} << 20;
/// A slow reader may cost the relay a window, some large reads, and what malloc and SQLite keep.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr std::size_t kMemoryGrowthMax = 1'024 * kMiB; // these keep what was freed
#else
constexpr std::size_t kMemoryGrowthMax = 48 * kMiB;
#endif
constexpr int kSmallReceiveBuffer = 4'096;

std::unique_ptr<RelayPeer> connectNarrow(RelayWorld& world)
{
    const RelayPeer::Relay at{world.address().fingerprint, world.address().accessKey.duplicate()};
    WebSocketPeer::Options options;
    options.receiveBufferBytes = kSmallReceiveBuffer;
    auto peer = std::make_unique<RelayPeer>(WebSocketPeer::connectTo(world.address().port, options),
                                            at, std::nullopt, world.random());
    return peer->open(kPatienceMs) ? std::move(peer) : nullptr;
}

} // namespace

/// Those who take their time take nobody else's.
class TestSlowPeers : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QVERIFY2(m_world.start(), m_world.error().c_str()); }

    void anOwnerWhoReadsNothing()
    {
        Bystanders bystanders(m_world.address());
        const Mailbox mailbox(m_world.random());
        const auto sleeper = connectNarrow(m_world);
        const auto poster = m_world.openPeer();
        QVERIFY(sleeper && poster && own(*sleeper, mailbox));
        const std::size_t before = m_world.relay().residentBytes();
        std::uint64_t stored = 0;
        for (; stored < 1'500; ++stored) {
            const auto answer = poster->request(
                mailbox.post(std::to_string(stored) + std::string(32'000, 'w')), kPatienceMs);
            QVERIFY(answer && answer->has_posted());
            QCOMPARE(codeOf(*answer), wire::CODE_UNSPECIFIED);
        }
        const std::size_t after = m_world.relay().residentBytes();
        QVERIFY2(after < before + kMemoryGrowthMax,
                 qPrintable(QStringLiteral("%1 kB more").arg((after - before) / 1024)));
        // He wakes up, and has lost nothing.
        for (std::uint64_t i = 0; i < stored; ++i) {
            const auto event = sleeper->event(kPatienceMs);
            QVERIFY(event);
            QCOMPARE(event->delivery().number(), i + 1);
            sleeper->submit(acknowledge(i + 1));
        }
        QVERIFY2(bystanders.wereServed(), bystanders.story());
    }

    void oneWhoAsksForMuchAndReadsNothing()
    {
        Bystanders bystanders(m_world.address());
        const auto peer = connectNarrow(m_world);
        QVERIFY(peer);
        const std::size_t before = m_world.relay().residentBytes();
        // Some 60 MB of answers, if the relay let itself be used so.
        wire::ClientFrame frame;
        for (std::uint32_t i = 0; i < 200; ++i) {
            wire::Request& request = *frame.add_requests();
            request.mutable_stamp()->set_subject(std::string(32, 's'));
        }
        for (std::uint32_t round = 0; round < 3'000 && peer->socket().unsentBytes() < kMiB;
             ++round) {
            for (int i = 0; i < frame.requests_size(); ++i) {
                frame.mutable_requests(i)->set_id(10 + 200 * round + static_cast<std::uint32_t>(i));
            }
            if (!peer->queue(frame) || !peer->socket().flush()) {
                break; // disconnected: as good
            }
        }
        const std::size_t after = m_world.relay().residentBytes();
        QVERIFY2(after < before + kMemoryGrowthMax,
                 qPrintable(QStringLiteral("%1 kB more").arg((after - before) / 1024)));
        QVERIFY2(bystanders.wereServed(), bystanders.story());
    }

    void manyWhoAskForMuchAndReadNothing()
    {
        constexpr int kReaders = 96;
        /// What all of them may cost together: the common share, then one and a half each; and
        /// what malloc keeps of it.
        constexpr std::size_t kGrowthMax = 560 * kMiB;
        Bystanders bystanders(m_world.address());
        const auto maker = m_world.openPeer();
        QVERIFY(maker);
        wire::Request make;
        wire::PutInvite& invite = *make.mutable_put_invite();
        invite.set_invite(std::string(32, 'i'));
        invite.set_content(std::string(wire::kInviteBytesMax, 'c'));
        invite.set_expires(maker->welcome()->time() + 1'000);
        invite.set_delete_token_hash(std::string(32, 'h'));
        QVERIFY(maker->request(make, kPatienceMs)->has_done());
        std::vector<std::unique_ptr<RelayPeer>> readers;
        for (int i = 0; i < kReaders; ++i) {
            readers.push_back(connectNarrow(m_world));
            QVERIFY(readers.back());
        }
        const std::size_t before = m_world.relay().residentBytes();
        std::size_t most = before;
        wire::Request read;
        read.mutable_read_invite()->set_invite(std::string(32, 'i'));
        for (int round = 0; round < 16; ++round) {
            for (const auto& reader : readers) {
                reader->submit(read);
                reader->socket().flush();
            }
            ::poll(nullptr, 0, 150); // or more would be under way than the protocol allows
            most = std::max(most, m_world.relay().residentBytes());
        }
        QVERIFY2(most < before + kGrowthMax,
                 qPrintable(QStringLiteral("%1 kB more").arg((most - before) / 1024)));
        QVERIFY2(bystanders.wereServed(), bystanders.story());
    }

    void oneWhoAsksForManySignatures()
    {
        Bystanders bystanders(m_world.address());
        const auto peer = m_world.openPeer();
        QVERIFY(peer);
        std::size_t refused = 0;
        for (int i = 0; i < 2'000; ++i) {
            wire::Request request;
            request.mutable_stamp()->set_subject(std::string(32, 's'));
            const auto answer = peer->request(request, kPatienceMs);
            QVERIFY(answer);
            if (answer->has_refusal()) {
                QCOMPARE(answer->refusal().code(), wire::RATE_LIMITED);
                QVERIFY(answer->refusal().retry_after_ms() > 0);
                ++refused;
            }
        }
        QVERIFY2(refused > 1'000 && refused < 2'000, qPrintable(QString::number(refused)));
        QVERIFY2(bystanders.wereServed(), bystanders.story());
    }

    void pingsWithoutReading()
    {
        Bystanders bystanders(m_world.address());
        WebSocketPeer::Options options;
        options.receiveBufferBytes = kSmallReceiveBuffer;
        WebSocketPeer socket = WebSocketPeer::connectTo(m_world.address().port, options);
        socket.sendUpgrade();
        QCOMPARE(socket.receive(kPatienceMs).what, Arrived::Upgraded);
        const std::size_t before = m_world.relay().residentBytes();
        crypto::Bytes pings;
        for (int i = 0; i < 500; ++i) {
            appendFrame(pings, {.opcode = WebSocketOpcode::Ping, .masked = MaskingKey{1, 1, 1, 1}},
                        crypto::Bytes(125, 'p'));
        }
        // 65 MB of pings; it stops earlier if the relay closes or takes no more.
        for (int i = 0; i < 1'000 && socket.sendRaw(pings); ++i) {
            if (socket.wantsToWrite() && !socket.flush(500)) {
                break;
            }
        }
        const std::size_t after = m_world.relay().residentBytes();
        QVERIFY2(after < before + kMemoryGrowthMax,
                 qPrintable(QStringLiteral("%1 kB more").arg((after - before) / 1024)));
        QVERIFY2(bystanders.wereServed(), bystanders.story());
    }

    /// Byte by byte, at each place where the relay waits for more; and nothing at all. All are
    /// closed when the handshake's time is over, and others come in meanwhile.
    void byteByByte()
    {
        Bystanders bystanders(m_world.address());
        const crypto::RelayAddress& relay = m_world.address();
        crypto::ChannelClient client(relay.fingerprint, relay.accessKey.duplicate(), std::nullopt,
                                     m_world.random());
        crypto::Bytes hello;
        appendFrame(hello, {.masked = MaskingKey{1, 2, 3, 4}}, client.hello());
        const crypto::Bytes request(2'000, 'x');

        std::vector<WebSocketPeer> sockets;
        std::vector<crypto::Bytes> drips;
        const auto add = [&](bool upgrade, crypto::Bytes drip) {
            sockets.push_back(WebSocketPeer::connectTo(relay.port));
            if (upgrade) {
                sockets.back().sendUpgrade();
                (void)sockets.back().receive(kPatienceMs);
            }
            drips.push_back(std::move(drip));
        };
        add(false, {});
        add(false, [] {
            const std::string line = "GET / HTTP/1.1\r\nX-Slow: " + std::string(2'000, 'x');
            return crypto::Bytes(line.begin(), line.end());
        }());
        add(true, {});
        add(true, hello);                                           // and its head first
        add(true, crypto::Bytes(hello.begin(), hello.begin() + 4)); // stops inside the head
        add(true, crypto::Bytes(hello.begin(), hello.begin() + 600));

        const Stopwatch watch;
        std::size_t open = sockets.size();
        std::size_t at = 0;
        const int limitMs = static_cast<int>(wire::kHandshakeTimeoutMs) + 10'000;
        while (open > 0 && watch.elapsedMs() < limitMs) {
            open = 0;
            for (std::size_t i = 0; i < sockets.size(); ++i) {
                if (at < drips[i].size()) {
                    sockets[i].sendRaw(crypto::ByteView(drips[i]).subspan(at, 1));
                }
                const Arrived what = sockets[i].receive().what;
                open += what == Arrived::Nothing || what == Arrived::Binary ? 1 : 0;
            }
            ++at;
            ::poll(nullptr, 0, 100);
        }
        QCOMPARE(open, 0U);
        QVERIFY(watch.elapsedMs() > 1'000); // they were not merely refused
        QVERIFY2(bystanders.wereServed(), bystanders.story());
    }

    /// The owner's old connection is half-open: it neither reads nor closes. His new one is served
    /// at once.
    void aHalfOpenConnectionIsReplaced()
    {
        Bystanders bystanders(m_world.address());
        const Mailbox mailbox(m_world.random());
        const auto halfOpen = connectNarrow(m_world);
        const auto poster = m_world.openPeer();
        QVERIFY(halfOpen && poster && own(*halfOpen, mailbox));
        for (int i = 0; i < 100; ++i) {
            QVERIFY(poster->request(mailbox.post(std::to_string(i) + std::string(20'000, 'h')),
                                    kPatienceMs));
        }
        const Stopwatch watch;
        const auto owner = m_world.openOwner(mailbox);
        QVERIFY(owner);
        for (std::uint64_t i = 1; i <= 100; ++i) {
            const auto event = owner->event(kPatienceMs);
            QVERIFY(event);
            QCOMPARE(event->delivery().number(), i);
            owner->submit(acknowledge(i));
        }
        QVERIFY2(watch.elapsedMs() < 5'000, qPrintable(QString::number(watch.elapsedMs())));
        QVERIFY2(bystanders.wereServed(), bystanders.story());
    }

    void cleanupTestCase() { QVERIFY(m_world.relay().isRunning()); }

private:
    RelayWorld m_world;
};

QTEST_APPLESS_MAIN(TestSlowPeers)
#include "tst_slow_peers.moc"
