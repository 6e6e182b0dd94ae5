#pragma once

#include "app/core/base/context.h"
#include "crypto/log/device_log.h"
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
    /// In force on this device, within the transaction that stored it; or why it is not. Cancelled
    /// if MakeEntry makes none.
    using Decided = std::function<void(crypto::Result<void, Problem>)>;

    /// Queues a change of the log. Survives no restart, but for one that is proposed already:
    /// whoever wants it asks again.
    virtual void append(MakeEntry make, Decided decided) = 0;
    using IsWanted = std::function<bool()>;
    /// Queues a new shared key, of the next epoch; several requests become one. ClockWrong if the
    /// clock allows none now; Cancelled if it is not wanted any more when it could be made (another
    /// device was first).
    virtual void rotate(Decided decided, IsWanted isWanted = {}) = 0;
    /// Reads what other devices have decided (a VERSION_STORED event came).
    virtual void look() = 0;
    /// A shared key that somebody offers, be it who it may. Kept until the record that names it was
    /// read; passed over if none ever does. In the running transaction, or one of its own.
    virtual void offerKey(crypto::SharedKey key) = 0;
};

/// Where the entries are that other devices have added to the log.
class EntrySource
{
public:
    EntrySource() = default;
    EntrySource(const EntrySource&) = delete;
    EntrySource& operator=(const EntrySource&) = delete;
    virtual ~EntrySource() = default;

    using IsHead = std::function<bool(const crypto::EntryHash&)>;
    /// Behind the known head, in order; not verified. Nothing if they are not there (yet).
    using Found = std::function<void(std::optional<std::vector<crypto::Bytes>>)>;

    /// The entries that lead from @p known to the head that @p isHead knows, and perhaps beyond.
    /// Answers once, from the event loop, unless it is destroyed or asked again before.
    virtual void find(const crypto::DeviceLog& known, IsHead isHead, Found found) = 0;
};

} // namespace sotto::core
