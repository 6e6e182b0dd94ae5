#pragma once

#include "crypto/channel/eapi.h"

#include <optional>

namespace sotto::client {

/// Where the app keeps the ephemeral API key of one object and key (PROTOCOL.md section 11).
class EapiKeeper
{
public:
    EapiKeeper() = default;
    EapiKeeper(const EapiKeeper&) = delete;
    EapiKeeper& operator=(const EapiKeeper&) = delete;
    virtual ~EapiKeeper() = default;

    /// What store() was given last; none before the first.
    [[nodiscard]] virtual std::optional<crypto::Eapi> current() const = 0;
    /// Replaces it. May write to the disk later: until @p next was used, the relay knows the one
    /// before as well. A state that lost more than that falls back to access key and login, which
    /// the relay counts and tells.
    virtual void store(crypto::Eapi next) = 0;
};

} // namespace sotto::client
