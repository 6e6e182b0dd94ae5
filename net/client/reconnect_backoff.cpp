#include "net/client/reconnect_backoff.h"

#include <algorithm>

namespace sotto::client {

std::uint32_t ReconnectBackoff::nextDelayMs(crypto::Random& random, std::uint64_t livedMs)
{
    if (livedMs >= m_options.stableAfterMs) {
        m_failures = 0;
    }
    std::uint64_t ceiling = m_options.firstMs;
    for (std::uint32_t i = 0; i < m_failures && ceiling < m_options.longestMs; ++i) {
        ceiling *= 2;
    }
    ceiling = std::min<std::uint64_t>(ceiling, m_options.longestMs);
    ++m_failures;
    const auto half = static_cast<std::uint32_t>(ceiling / 2);
    return half + random.below(static_cast<std::uint32_t>(ceiling) - half + 1);
}

} // namespace sotto::client
