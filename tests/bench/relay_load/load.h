#pragma once

#include "tests/bench/relay_load/receiver.h"
#include "tests/bench/relay_load/sender.h"

#include <memory>
#include <stdexcept>
#include <vector>

namespace sotto::bench {

/// The relay under load, or the load itself, did not do what it must: no figures then.
class LoadFailure : public std::runtime_error
{
    using std::runtime_error::runtime_error;
};

struct LoadTarget
{
    const crypto::RelayAddress& relay;
    crypto::Random& random;
    std::size_t envelopeBytes = 1'024;
};

/// Messages a second through @p pairs, each one sender, one mailbox, one receiver; a sender keeps
/// @p inFlight posts unanswered. Counted: what was delivered in @p seconds after a warm-up.
[[nodiscard]] double measureThroughput(const LoadTarget& target, std::size_t pairs,
                                       std::size_t inFlight, double seconds);

struct Latency
{
    double p50Ms = 0;
    double p99Ms = 0;
    double worstMs = 0;
};
/// From the moment when a post was due until it was delivered, at @p perSecond in all, whether or
/// not the relay keeps up.
[[nodiscard]] Latency measureLatency(const LoadTarget& target, std::size_t pairs, double perSecond,
                                     double seconds);

struct Absent
{
    double storedPerSecond = 0;
    double drainSeconds = 0; ///< from connecting until the last one has come
};
/// Stores @p messages for somebody who is away, then lets him come.
[[nodiscard]] Absent measureAbsent(const LoadTarget& target, std::size_t messages,
                                   std::size_t inFlight);

/// Owners that are logged in, subscribed and idle. They stay for as long as this lives.
class IdleOwners
{
public:
    IdleOwners(const LoadTarget& target, std::size_t count);
    /// None was lost until now.
    void check() const;

private:
    Poller m_poller;
    Tally m_tally;
    std::vector<std::unique_ptr<test::Mailbox>> m_mailboxes;
    std::vector<std::unique_ptr<Receiver>> m_owners;
};

/// Connects once, up to the WebSocket's upgrade. False if that is not done in time.
[[nodiscard]] bool isServed(std::uint16_t port, int timeoutMs);

} // namespace sotto::bench
