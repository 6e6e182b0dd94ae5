#pragma once

#include "crypto/base/timestamp.h"

#include <atomic>
#include <cstdint>
#include <functional>

namespace sotto::relay {

/// The relay's two times. `now` is the wall clock, for stamps and whatever names a date.
/// `expiry` is what the store notes and what decides that something is too old: it runs by the
/// monotonic clock and follows the wall clock slowly (at most twice as fast, at least half as fast
/// as time passes), so that a wall clock that jumps, or was wrong at the start, throws nothing away
/// in bulk. It never goes back; across restarts the store remembers it.
class RelayClock
{
public:
    struct Sources
    {
        std::function<crypto::Timestamp()> wall;
        std::function<std::uint64_t()> monotonicMs; ///< milliseconds from any origin
    };

    /// @p expiry is what was remembered; zero at the very first start, which takes the wall clock.
    RelayClock(Sources sources, crypto::Timestamp expiry);
    /// The system's clocks.
    [[nodiscard]] static Sources system();

    [[nodiscard]] crypto::Timestamp now() const { return m_sources.wall(); }
    [[nodiscard]] std::uint64_t monotonicMs() const { return m_sources.monotonicMs(); }
    [[nodiscard]] crypto::Timestamp expiry() const { return {m_expirySeconds.load()}; }
    /// Brings the expiry time forward; by one thread, every few seconds at least.
    void advance();

private:
    Sources m_sources;
    std::uint64_t m_lastMs;
    std::uint64_t m_remainderMs = 0;
    std::atomic<std::uint64_t> m_expirySeconds;
};

} // namespace sotto::relay
