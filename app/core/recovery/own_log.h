#pragma once

#include "crypto/log/device_log.h"
#include "crypto/vault/shared_key.h"

namespace sotto::core {

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
    /// Extends the log by an entry that it takes, stores it in the running transaction, and queues
    /// what contacts have to learn.
    virtual void append(const crypto::LogEntry& entry) = 0;
};

} // namespace sotto::core
