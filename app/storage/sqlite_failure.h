#pragma once

#include "app/storage/storage_failure.h"

struct sqlite3;

namespace sotto::storage {

/// What the primary result code @p code of the last call on @p database means.
/// @throws std::bad_alloc instead when memory ran out. A programmer's error is an assertion.
[[nodiscard]] FailureKind failureKind(sqlite3* database, int code);

/// Throws the StorageFailure of @p code, whose text names no value and no path.
[[noreturn]] void throwFailure(sqlite3* database, int code);

} // namespace sotto::storage
