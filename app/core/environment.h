#pragma once

#include "app/storage/row_id.h"
#include "crypto/base/random.h"
#include "crypto/primitives/argon2id.h"
#include "net/client/connection_options.h"

namespace sotto::core {

/// Time as people see it, and as protocols judge it. Handed in, so that tests can move it.
class Clock
{
public:
    Clock() = default;
    Clock(const Clock&) = delete;
    Clock& operator=(const Clock&) = delete;
    virtual ~Clock() = default;

    [[nodiscard]] virtual storage::Milliseconds now() const = 0;
};

class SystemClock final : public Clock
{
public:
    [[nodiscard]] storage::Milliseconds now() const override;
};

/// What a Client takes from outside. Outlives it.
struct Environment
{
    crypto::Random& random;
    Clock& clock;
    client::ConnectionOptions connections; ///< without the proxy, which is a setting
    /// Receipts wait for a random time of this range, so that their moment says less.
    std::uint32_t receiptDelayMinMs = 500;
    std::uint32_t receiptDelayMaxMs = 5'000;
};

} // namespace sotto::core
