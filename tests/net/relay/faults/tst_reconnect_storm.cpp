#ifndef Q_MOC_RUN
#include "tests/net/relay/faults/bystanders.h"
#include "tests/net/relay/faults/relay_world.h"
#include "tests/support/stopwatch.h"
#endif

#include <poll.h>

#include <QTest>

using namespace sotto;
using namespace sotto::test;

namespace {

constexpr std::size_t kClients = 2'000;
/// What two shared cores need for 2,000 handshakes of both sides, and as much again and again.
constexpr std::int64_t kStormMs = 150'000;

/// One that connects, logs in and subscribes, in a loop with others.
class StormClient
{
public:
    StormClient(RelayWorld& world, const Mailbox& mailbox)
        : m_mailbox(mailbox)
        , m_peer(connectTo(world.address(), world.random()))
    {}

    [[nodiscard]] int descriptor() const { return m_peer->socket().descriptor(); }
    [[nodiscard]] bool wantsToWrite() const { return m_peer->socket().wantsToWrite(); }
    [[nodiscard]] bool isSubscribed() const { return m_subscribed; }
    [[nodiscard]] bool isLost() const { return m_peer->stage() == RelayPeer::Stage::Ended; }

    void ready()
    {
        while (const wire::ServerFrame* frame = m_peer->receive()) {
            for (const wire::Answer& answer : frame->answers()) {
                if (answer.has_welcome()) {
                    m_peer->submit(m_peer->createMailbox(m_mailbox.id, m_mailbox.owner));
                } else if (answer.has_logged_in()) {
                    m_peer->submit(subscribe());
                } else if (answer.has_subscribed()) {
                    m_subscribed = true;
                }
            }
        }
    }

private:
    const Mailbox& m_mailbox;
    std::unique_ptr<RelayPeer> m_peer;
    bool m_subscribed = false;
};

} // namespace

class TestReconnectStorm : public QObject
{
    Q_OBJECT

private slots:
    void twoThousandComeAtOnce()
    {
        if (!allowDescriptors(2 * kClients)) {
            QSKIP("this system allows too few descriptors");
        }
        RelayWorld world;
        QVERIFY2(world.start(), world.error().c_str());
        std::vector<std::unique_ptr<Mailbox>> mailboxes;
        for (std::size_t i = 0; i < kClients; ++i) {
            mailboxes.push_back(std::make_unique<Mailbox>(world.random()));
        }
        auto clients = storm(world, mailboxes);
        QVERIFY(!QTest::currentTestFailed());

        // The relay dies, and all of them come again at the same moment.
        world.relay().kill();
        QVERIFY2(world.start(), world.error().c_str());
        Bystanders bystanders(world.address());
        clients = storm(world, mailboxes);
        QVERIFY(!QTest::currentTestFailed());
        bystanders.awaitExchanges(5);
        // A flood of handshakes is work that others share, but nobody waits for its end.
        QVERIFY2(bystanders.wereServed(), bystanders.story());
        qInfo("%s", bystanders.story());

        // All of them leave without a word, and the relay goes on.
        clients.clear();
        Bystanders later(world.address());
        later.awaitExchanges(5);
        QVERIFY2(later.wereServed(), later.story());
        QCOMPARE(world.relay().stop(), std::optional<int>(0));
    }

private:
    static std::vector<std::unique_ptr<StormClient>>
    storm(RelayWorld& world, const std::vector<std::unique_ptr<Mailbox>>& mailboxes)
    {
        const Stopwatch watch;
        std::vector<std::unique_ptr<StormClient>> clients;
        std::vector<pollfd> entries;
        for (const auto& mailbox : mailboxes) {
            clients.push_back(std::make_unique<StormClient>(world, *mailbox));
            entries.push_back({clients.back()->descriptor(), POLLIN | POLLOUT, 0});
        }
        std::size_t subscribed = 0;
        std::size_t lost = 0;
        while (subscribed < clients.size() && watch.elapsedMs() < kStormMs) {
            ::poll(entries.data(), entries.size(), 1'000);
            subscribed = 0;
            for (std::size_t i = 0; i < clients.size(); ++i) {
                if (entries[i].revents != 0) {
                    clients[i]->ready();
                }
                const bool wants = clients[i]->wantsToWrite();
                entries[i].events = static_cast<short>(wants ? POLLIN | POLLOUT : POLLIN);
                if (clients[i]->isLost()) {
                    // Its handshake took too long: it comes again, as clients do.
                    clients[i] = std::make_unique<StormClient>(world, *mailboxes[i]);
                    entries[i] = {clients[i]->descriptor(), POLLIN | POLLOUT, 0};
                    ++lost;
                }
                subscribed += clients[i]->isSubscribed() ? 1U : 0U;
            }
        }
        if (subscribed != clients.size()) {
            QTest::qFail(qPrintable(QStringLiteral("only %1 in time").arg(subscribed)), __FILE__,
                         __LINE__);
        }
        qInfo("%zu clients in %lld ms, %zu came more than once", subscribed,
              static_cast<long long>(watch.elapsedMs()), lost);
        return clients;
    }
};

QTEST_APPLESS_MAIN(TestReconnectStorm)
#include "tst_reconnect_storm.moc"
