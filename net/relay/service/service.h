#pragma once

#include "crypto/base/random.h"
#include "crypto/channel/channel_keys.h"
#include "net/relay/service/hub.h"
#include "net/relay/service/rate_limits.h"
#include "net/relay/service/relay_clock.h"
#include "net/relay/service/service_counters.h"
#include "net/relay/store/store_thread.h"

#include <atomic>

namespace sotto::relay {

/// What Welcome tells, and who sends may not exceed. An operator's reload changes them.
struct ServiceLimits
{
    std::atomic<std::uint64_t> mailboxEnvelopesMax{20'000};
    std::atomic<std::uint64_t> mailboxBytesMax{std::uint64_t{128} << 20};
    std::atomic<std::uint64_t> mailboxSecondsMax{crypto::Duration::days(30).seconds};
    std::atomic<std::uint64_t> blobBytesMax{wire::kBlobBytesMax};
    std::atomic<std::uint64_t> blobSecondsMax{crypto::Duration::days(30).seconds};
};

/// What all connections of a relay share. Everything in it may be used by any thread.
struct Service
{
    const crypto::SigningKey& key;
    const crypto::AccessKey& accessKey;
    StoreThread& store;
    RelayClock& clock;
    crypto::Random& random; ///< without state of its own: SystemRandom
    ServiceLimits limits;
    RateLimits rates;
    Hub hub;
    ServiceCounters counters;
    /// Of all connections together: queued, and not taken by the peers' side.
    std::atomic<std::size_t> unsentBytes{0};
    std::atomic<bool> draining{false};
    std::atomic<std::uint64_t> newestSource{0}; ///< StoreTask::source of connections

    Service(const crypto::SigningKey& relayKey, const crypto::AccessKey& access,
            StoreThread& storeThread, RelayClock& relayClock, crypto::Random& relayRandom)
        : key(relayKey)
        , accessKey(access)
        , store(storeThread)
        , clock(relayClock)
        , random(relayRandom)
    {}
};

} // namespace sotto::relay
