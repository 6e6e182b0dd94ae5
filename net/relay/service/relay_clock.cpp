#include "net/relay/service/relay_clock.h"

#include <algorithm>
#include <chrono>

namespace sotto::relay {

RelayClock::RelayClock(Sources sources, crypto::Timestamp expiry)
    : m_sources(std::move(sources))
    , m_lastMs(m_sources.monotonicMs())
    , m_expirySeconds(expiry.seconds == 0 ? m_sources.wall().seconds : expiry.seconds)
{}

RelayClock::Sources RelayClock::system()
{
    using namespace std::chrono;
    return {[] {
                const auto seconds =
                    duration_cast<std::chrono::seconds>(system_clock::now().time_since_epoch());
                return crypto::Timestamp{
                    static_cast<std::uint64_t>(std::max<std::int64_t>(0, seconds.count()))};
            },
            [] {
                const auto ms = duration_cast<milliseconds>(steady_clock::now().time_since_epoch());
                return static_cast<std::uint64_t>(ms.count());
            }};
}

void RelayClock::advance()
{
    const std::uint64_t ms = m_sources.monotonicMs();
    const std::uint64_t passedMs = ms - m_lastMs + m_remainderMs;
    const std::uint64_t passed = passedMs / 1000;
    if (passed == 0) {
        return;
    }
    m_lastMs = ms;
    m_remainderMs = passedMs % 1000;
    const std::uint64_t expiry = m_expirySeconds.load();
    const std::uint64_t wall = now().seconds;
    if (wall >= expiry + passed) {
        m_expirySeconds = std::min(wall, expiry + 2 * passed);
    } else {
        m_expirySeconds = expiry + (passed + 1) / 2;
    }
}

} // namespace sotto::relay
