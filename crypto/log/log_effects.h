#pragma once

#include "crypto/log/log_state.h"

namespace sotto::crypto {

/// The state after an entry that judge() passed with @p rank. PROTOCOL.md section 3, "State" and
/// the effects in the table of "Rules".
void applyEntry(LogState& state, const LogEntry& entry, Rank rank);

} // namespace sotto::crypto
