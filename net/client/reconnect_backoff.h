#pragma once

#include "net/client/connection_options.h"

namespace sotto::client {

/// How long to wait before the next attempt: twice as long each time, half of it by chance, so that
/// the clients of a relay that comes back do not all knock at once.
class ReconnectBackoff
{
public:
    explicit ReconnectBackoff(BackoffOptions options)
        : m_options(options)
    {}

    /// @p livedMs is how long the connection had served, 0 if it never came to that.
    [[nodiscard]] std::uint32_t nextDelayMs(crypto::Random& random, std::uint64_t livedMs);
    /// The network changed, or a person asks: what was learnt of the old one does not count.
    void reset() { m_failures = 0; }

private:
    BackoffOptions m_options;
    std::uint32_t m_failures = 0;
};

} // namespace sotto::client
