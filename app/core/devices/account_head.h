#pragma once

#include "app/core/base/context.h"
#include "crypto/log/log_entry.h"
#include "crypto/vault/epoch_chain.h"

#include <functional>

namespace sotto::core {

/// What becomes of the account's log or epoch, decided for all its devices by one compare-and-set
/// on the recovery record (PROTOCOL.md 15.4). While there is no record, there is one device, and
/// its own transaction decides.
class AccountHead
{
public:
    AccountHead() = default;
    AccountHead(const AccountHead&) = delete;
    AccountHead& operator=(const AccountHead&) = delete;
    virtual ~AccountHead() = default;

    /// Makes the entry for the log as it is now (again, each time that another device was first).
    /// Nothing: it is not wanted any more.
    using MakeEntry = std::function<std::optional<crypto::LogEntry>(const crypto::DeviceLog&)>;
    /// In force on this device, within the transaction that stored it; or why it is not.
    using Decided = std::function<void(crypto::Result<void, Problem>)>;

    /// Queues a change of the log. Survives no restart: whoever wants it asks again.
    virtual void append(MakeEntry make, Decided decided) = 0;
    /// Queues a new shared key, of the next epoch; several requests become one.
    virtual void rotate(Decided decided) = 0;
    /// Reads what other devices have decided (a VERSION_STORED event came).
    virtual void look() = 0;
};

} // namespace sotto::core
