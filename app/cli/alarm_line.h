#pragma once

#include "app/cli/session.h"

namespace sotto::cli {

/// Stable names for programs: "device-added", "words-used" …
[[nodiscard]] std::string_view nameOf(core::AlarmKind kind);

/// An alarm as a line of output.
[[nodiscard]] std::string alarmLine(const Session& session, const core::Alarm& alarm);

/// One alarm that nobody has answered, by its id or what its id begins with. Refused as alarm-gone
/// or alarm-ambiguous.
[[nodiscard]] crypto::Result<core::Alarm, Refusal> chooseAlarm(Session& session,
                                                               std::string_view text);

} // namespace sotto::cli
