#include "tests/bench/relay_load/load.h"

#include <algorithm>
#include <sys/timerfd.h>
#include <unistd.h>

namespace sotto::bench {

namespace {

constexpr double kPatienceSeconds = 30;

/// Runs until all are ready; more than that time, or a lost one, is a failure.
template <class Peer>
void awaitReady(Poller& poller, const std::vector<std::unique_ptr<Peer>>& peers)
{
    const bool done = poller.runUntil(
        [&] {
            return std::all_of(peers.begin(), peers.end(),
                               [](const auto& peer) { return peer->isReady() || peer->isLost(); });
        },
        kPatienceSeconds);
    for (const auto& peer : peers) {
        if (peer->isLost()) {
            throw LoadFailure("a connection is lost: " + peer->lost());
        }
    }
    if (!done) {
        throw LoadFailure("connections are not ready in time");
    }
}

/// Senders, their mailboxes and those who receive.
struct Pairs
{
    Poller poller;
    Tally tally;
    std::vector<std::unique_ptr<test::Mailbox>> mailboxes;
    std::vector<std::unique_ptr<Receiver>> receivers;
    std::vector<std::unique_ptr<Sender>> senders;

    Pairs(const LoadTarget& target, std::size_t count, Receiver::Purpose purpose)
    {
        for (std::size_t i = 0; i < count; ++i) {
            mailboxes.push_back(std::make_unique<test::Mailbox>(target.random));
            receivers.push_back(std::make_unique<Receiver>(poller, target.relay, target.random,
                                                           *mailboxes.back(), tally, purpose));
        }
        awaitReady(poller, receivers);
        for (const auto& mailbox : mailboxes) {
            senders.push_back(std::make_unique<Sender>(poller, target.relay, target.random,
                                                       *mailbox, tally, target.envelopeBytes));
        }
        awaitReady(poller, senders);
    }

    [[nodiscard]] std::size_t unanswered() const
    {
        std::size_t out = 0;
        for (const auto& sender : senders) {
            out += sender->unanswered();
        }
        return out;
    }

    /// Nobody was lost or refused, and nothing came twice, out of order, or not at all.
    void check() const
    {
        for (const auto& receiver : receivers) {
            if (receiver->isLost()) {
                throw LoadFailure("a receiver is lost: " + receiver->lost());
            }
        }
        for (const auto& sender : senders) {
            if (sender->isLost()) {
                throw LoadFailure("a sender is lost: " + sender->lost());
            }
        }
        if (tally.refused != 0 || tally.disordered != 0) {
            throw LoadFailure(std::to_string(tally.refused) + " refused, " +
                              std::to_string(tally.disordered) + " out of order");
        }
    }

    void finish()
    {
        for (const auto& sender : senders) {
            sender->keepInFlight(0);
        }
        const bool done = poller.runUntil(
            [&] { return unanswered() == 0 && tally.delivered >= tally.posted; }, kPatienceSeconds);
        check();
        if (!done || tally.delivered != tally.posted) {
            throw LoadFailure(std::to_string(tally.posted) + " posted, " +
                              std::to_string(tally.delivered) + " delivered");
        }
    }
};

/// A descriptor that is readable when the next post is due.
class Ticks final : public Pollable
{
public:
    Ticks(Poller& poller, double perSecond, std::function<void(std::int64_t dueNs)> due)
        : m_poller(poller)
        , m_due(std::move(due))
        , m_descriptor(::timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC))
        , m_intervalNs(static_cast<std::int64_t>(1e9 / perSecond))
        , m_nextNs(nowNs() + m_intervalNs)
    {
        itimerspec every{};
        every.it_interval.tv_nsec = m_intervalNs % 1'000'000'000;
        every.it_interval.tv_sec = m_intervalNs / 1'000'000'000;
        every.it_value = every.it_interval;
        ::timerfd_settime(m_descriptor, 0, &every, nullptr);
        m_poller.add(m_descriptor, *this);
    }
    Ticks(const Ticks&) = delete;
    Ticks& operator=(const Ticks&) = delete;
    ~Ticks() override
    {
        m_poller.remove(m_descriptor);
        ::close(m_descriptor);
    }

    void ready(std::uint32_t /*events*/) override
    {
        std::uint64_t count = 0;
        (void)!::read(m_descriptor, &count, sizeof count);
        for (const std::int64_t now = nowNs(); m_nextNs <= now; m_nextNs += m_intervalNs) {
            m_due(m_nextNs);
        }
    }

private:
    Poller& m_poller;
    std::function<void(std::int64_t)> m_due;
    int m_descriptor;
    std::int64_t m_intervalNs;
    std::int64_t m_nextNs;
};

double secondsSince(std::int64_t startNs)
{
    return static_cast<double>(nowNs() - startNs) / 1e9;
}

} // namespace

double measureThroughput(const LoadTarget& target, std::size_t pairs, std::size_t inFlight,
                         double seconds)
{
    Pairs load(target, pairs, Receiver::Purpose::Subscribe);
    for (const auto& sender : load.senders) {
        sender->keepInFlight(inFlight);
    }
    load.poller.runFor(seconds / 4);
    const std::uint64_t before = load.tally.delivered;
    const std::int64_t start = nowNs();
    load.poller.runFor(seconds);
    const double rate = static_cast<double>(load.tally.delivered - before) / secondsSince(start);
    load.finish();
    return rate;
}

Latency measureLatency(const LoadTarget& target, std::size_t pairs, double perSecond,
                       double seconds)
{
    Pairs load(target, pairs, Receiver::Purpose::Subscribe);
    std::size_t next = 0;
    {
        const Ticks ticks(load.poller, perSecond, [&](std::int64_t dueNs) {
            load.senders[next]->post(dueNs);
            next = (next + 1) % load.senders.size();
        });
        load.poller.runFor(seconds / 4);
        load.tally.keepsLatency = true;
        load.poller.runFor(seconds);
        load.tally.keepsLatency = false;
    }
    load.finish();
    const std::vector<std::int64_t>& samples = load.tally.latencyNs;
    return {percentile(samples, 0.50) / 1e6, percentile(samples, 0.99) / 1e6,
            percentile(samples, 1) / 1e6};
}

Absent measureAbsent(const LoadTarget& target, std::size_t messages, std::size_t inFlight)
{
    Pairs load(target, 1, Receiver::Purpose::Make);
    const test::Mailbox& mailbox = *load.mailboxes.front();
    load.receivers.clear();
    const std::int64_t storeStart = nowNs();
    load.senders.front()->keepInFlight(inFlight, messages);
    const auto answered = [&] {
        return load.tally.posted + load.tally.refused >= messages || load.senders.front()->isLost();
    };
    (void)load.poller.runUntil(answered, 2 * kPatienceSeconds);
    Absent out;
    out.storedPerSecond = static_cast<double>(load.tally.posted) / secondsSince(storeStart);
    load.check();

    // Connecting and logging in stand in it as well.
    const std::int64_t drainStart = nowNs();
    load.receivers.push_back(std::make_unique<Receiver>(load.poller, target.relay, target.random,
                                                        mailbox, load.tally,
                                                        Receiver::Purpose::Subscribe));
    (void)load.poller.runUntil(
        [&] { return load.tally.delivered >= messages || load.receivers.front()->isLost(); },
        2 * kPatienceSeconds);
    out.drainSeconds = secondsSince(drainStart);
    load.finish();
    if (load.tally.delivered != messages) {
        throw LoadFailure("not all that was stored came");
    }
    return out;
}

IdleOwners::IdleOwners(const LoadTarget& target, std::size_t count)
{
    // In bites, so that none waits longer than the relay lets a handshake take.
    constexpr std::size_t kBite = 100;
    for (std::size_t i = 0; i < count; ++i) {
        m_mailboxes.push_back(std::make_unique<test::Mailbox>(target.random));
        m_owners.push_back(std::make_unique<Receiver>(m_poller, target.relay, target.random,
                                                      *m_mailboxes.back(), m_tally,
                                                      Receiver::Purpose::Subscribe));
        if (i % kBite == kBite - 1 || i + 1 == count) {
            awaitReady(m_poller, m_owners);
        }
    }
}

void IdleOwners::check() const
{
    for (const auto& owner : m_owners) {
        if (owner->isLost()) {
            throw LoadFailure("an idle connection is lost: " + owner->lost());
        }
    }
}

bool isServed(std::uint16_t port, int timeoutMs)
{
    test::WebSocketPeer socket = test::WebSocketPeer::connectTo(port);
    socket.sendUpgrade();
    return socket.receive(timeoutMs).what == test::WebSocketPeer::Arrived::Upgraded;
}

} // namespace sotto::bench
