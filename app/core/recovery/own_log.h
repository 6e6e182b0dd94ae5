#pragma once

#include "crypto/log/device_log.h"
#include "crypto/vault/shared_key.h"

#include <optional>

namespace sotto::core {

/// What the recovery record is to name.
struct NamedHead
{
    crypto::EntryHash logHead;
    crypto::SharedKey sharedKey;
    std::optional<crypto::SharedKey> former = {}; ///< of the epoch before, if it is at hand
};

/// The account's device log and this device's part in it, as far as the twelve words need them.
class OwnLog
{
public:
    OwnLog() = default;
    OwnLog(const OwnLog&) = delete;
    OwnLog& operator=(const OwnLog&) = delete;
    virtual ~OwnLog() = default;

    [[nodiscard]] virtual const crypto::DeviceLog& log() const = 0;
    [[nodiscard]] virtual const crypto::DeviceKeys& deviceKeys() const = 0;
    [[nodiscard]] virtual crypto::DeviceId deviceId() const = 0;
    [[nodiscard]] virtual const crypto::SharedKey& sharedKey() const = 0;
    /// What is in force, or what is proposed to be.
    [[nodiscard]] virtual NamedHead named() const
    {
        return {log().head(), sharedKey().duplicate()};
    }
    /// False while another device has named what is not known here yet.
    [[nodiscard]] virtual bool mayName() const { return true; }
    /// Extends the log by an entry that it takes, stores it in the running transaction, and queues
    /// what contacts have to learn.
    virtual void append(const crypto::LogEntry& entry) = 0;
};

} // namespace sotto::core
