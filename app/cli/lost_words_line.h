#pragma once

#include "app/core/changes.h"

#include <string>
#include <string_view>

namespace sotto::cli {

/// Stable names for programs: "none", "waiting", "ready".
[[nodiscard]] std::string_view nameOf(core::LostWords::Stage stage);

/// How far new words are that were made without the old ones, as a line of output.
[[nodiscard]] std::string lostWordsLine(const core::LostWords& words, bool isJson);

} // namespace sotto::cli
