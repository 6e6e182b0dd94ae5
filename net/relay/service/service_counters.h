#pragma once

#include <atomic>
#include <cstdint>

namespace sotto::relay {

/// What the service counts for the operator's metrics. Relaxed: nothing is decided by them.
struct ServiceCounters
{
    using Counter = std::atomic<std::uint64_t>;

    Counter handshakesBegun{0};
    Counter handshakesDone{0};
    Counter handshakesFailed{0};
    Counter eapiFallbacks{0};
    Counter logins{0};
    Counter loginsRefused{0};
    Counter requests{0};
    Counter refusals{0};
    Counter envelopesStored{0};
    Counter envelopesKnown{0};
    Counter envelopesRefusedFull{0};
    Counter tokensRefused{0};
    Counter envelopesPushed{0}; ///< straight from the commit
    Counter envelopesRead{0};   ///< from the store
    Counter prekeysWithoutOneTime{0};
    Counter rateLimited{0};
    Counter disconnectedForFault{0};

    static void add(Counter& counter, std::uint64_t n = 1)
    {
        counter.fetch_add(n, std::memory_order_relaxed);
    }
};

} // namespace sotto::relay
