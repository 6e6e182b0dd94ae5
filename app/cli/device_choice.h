#pragma once

#include "app/cli/session.h"

namespace sotto::cli {

/// Devices and alarms may be named by so many digits of their id, or more.
inline constexpr std::size_t kIdBeginningMin = 8;

/// One device of the account, by its id, by what its id begins with, or by its name. Refused as
/// no-such-device or device-ambiguous.
[[nodiscard]] crypto::Result<core::OwnDevice, Refusal> chooseDevice(Session& session,
                                                                    std::string_view text);

} // namespace sotto::cli
