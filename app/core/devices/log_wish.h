#pragma once

#include "app/core/devices/account_head.h"
#include "crypto/log/log_builder.h"

namespace sotto::core {

/// Why the log would not take an entry: NotSenior, WordsNeeded, TooManyDevices, Internal.
[[nodiscard]] Problem problemOf(crypto::LogErrorKind error);

/// Makes the entry for the log as it is then. Nothing: it is not wanted any more.
using MakeLogEntry =
    std::function<std::optional<crypto::LogBuilder::Built>(const crypto::DeviceLog&)>;

/// Wants an entry in the log. @p done from the event loop: once it is in force, or not wanted any
/// more, or with why not.
void wishEntry(Context& context, AccountHead& head, MakeLogEntry make,
               std::function<void(crypto::Result<void, Problem>)> done);

} // namespace sotto::core
