#pragma once

#include "net/relay/store/sqlite_database.h"

namespace sotto::relay {

/// Raised with every change of the tables. An older one is brought up to date when it is opened; a
/// newer one is refused.
inline constexpr std::int64_t kSchemaVersion = 1;

/// Makes the tables of a new database, or checks that those of an existing one are this program's.
/// @throws StoreFailure with a text that says what to do
void prepareSchema(Database& database);
/// Who opens this database next to serve from it has gone back in time: prepareSchema() then gives
/// every mailbox numbers that none had before (crypto/PROTOCOL.md section 12.4).
void markAsBackup(Database& database);
/// Only the check, for who changes nothing.
void requireSchema(Database& database);

} // namespace sotto::relay
