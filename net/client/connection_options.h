#pragma once

#include "crypto/base/random.h"
#include "crypto/channel/relay_address.h"
#include "net/client/proxy_settings.h"
#include "net/wire/limits.h"

#include <cstdint>
#include <memory>

namespace sotto::client {

/// Milliseconds; tests shorten them.
struct LinkTimings
{
    /// Until the channel stands: through Tor, and to a relay that allows kHandshakeTimeoutMs from
    /// the moment it sees us.
    std::uint32_t connectMs = 30'000;
    std::uint32_t answerMs = 30'000;
    /// A piece of a transfer may wait for the pieces before it on a slow line.
    std::uint32_t transferAnswerMs = 120'000;
    std::uint32_t pingMs = wire::kPingIntervalMs;
    std::uint32_t silenceMs = wire::kSilenceTimeoutMs;
    /// After a change of network a live relay answers a ping so soon.
    std::uint32_t probeMs = 5'000;
    /// How long the relay may take for its own Finish frame.
    std::uint32_t finishMs = 2'000;
};

struct LinkOptions
{
    ProxySettings proxy;
    /// False: any TLS certificate will do. The channel inside proves the relay by the key that its
    /// address pins, encrypts and authenticates all of it, and gives up before it says anything to
    /// somebody else; TLS hides no more than the WebSocket upgrade (host and path, of which the
    /// host stands in the clear in TLS as well) and makes the traffic look like other traffic. So
    /// an operator needs no certificate authority, and a forged certificate wins nothing. True for
    /// who wants both: it then fails where the system does not trust the certificate.
    bool strictTls = false;
    LinkTimings timings;
};

struct BackoffOptions
{
    std::uint32_t firstMs = 500;
    std::uint32_t longestMs = 60'000;
    /// A connection that lived so long proves that the relay is well: the next one begins at
    /// firstMs again.
    std::uint32_t stableAfterMs = 30'000;
};

struct ConnectionOptions
{
    LinkOptions link;
    BackoffOptions backoff;
};

/// Many connections go to one relay; the access key in its address is kept once for all.
using SharedAddress = std::shared_ptr<const crypto::RelayAddress>;

/// Where connections go and how. The source of randomness outlives them.
struct RelayPlace
{
    SharedAddress address;
    crypto::Random* random = nullptr;
    ConnectionOptions options;
};

} // namespace sotto::client
