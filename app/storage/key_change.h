#pragma once

#include "app/storage/key_protection.h"

namespace sotto::storage {

// A database gets another key when its key comes under a passphrase, or under another one: who
// copied the key file before, or knew the old passphrase, opens copies of the database of that time
// and none of later ones.
//
// Three steps, of which any may be the last before a kill: the key file holds both keys; the
// database changes, in one transaction of SQLite; the key file holds the new one alone. SQLite
// cannot change the key of a database that another connection has open, so the second step is
// taken at the next opening.

/// The first step, for the database of @p key, which may be open.
[[nodiscard]] crypto::Result<void, KeyError>
protectWithNewKey(KeyFile& file, const DatabaseKey& key, crypto::ByteView passphrase,
                  const crypto::Argon2idCost& cost, crypto::Random& random);

/// The key that opens @p database, after the other two steps if the first one was taken: then no
/// connection may be open, and it takes as long as to read and write all of the database twice.
/// Where that fails (the disk must have room for a second one) the old key stays for now. Where the
/// database cannot be read, or is not there, nothing is written: the key file keeps both keys.
[[nodiscard]] crypto::Result<DatabaseKey, KeyError>
openAndChange(KeyFile& file, const std::filesystem::path& database, crypto::ByteView passphrase,
              crypto::Random& random);

/// The key that opens @p database as it is; it may be open. Io if that cannot be known.
[[nodiscard]] crypto::Result<DatabaseKey, KeyError>
openUnchanged(const KeyFile& file, const std::filesystem::path& database,
              crypto::ByteView passphrase);

} // namespace sotto::storage
