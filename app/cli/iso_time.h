#pragma once

#include "app/storage/row_id.h"

#include <string>

namespace sotto::cli {

/// ISO 8601 in UTC with milliseconds: "2026-03-05T09:41:07.250Z". Times outside of the years 1 to
/// 9999, which only a broken clock names, are told as the nearest of them.
[[nodiscard]] std::string isoTime(storage::Milliseconds time);

} // namespace sotto::cli
