#pragma once

#include <cstdint>

namespace sotto::storage {

/// A row of some table of this database. Means nothing elsewhere.
using RowId = std::int64_t;
inline constexpr RowId kNoRow = 0;

/// Milliseconds since 1970.
using Milliseconds = std::int64_t;

} // namespace sotto::storage
