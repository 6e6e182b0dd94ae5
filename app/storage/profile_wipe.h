#pragma once

#include "crypto/base/result.h"

#include <filesystem>

namespace sotto::storage {

/// Deletes key and database of the profile in a folder, and leaves the lock: it is a new one then.
/// The database must be closed. Decided at once: whatever a kill leaves of it is no database any
/// more, and finishWipe() goes on. The key's bytes are overwritten as far as the file system lets
/// them be. Its error is errno.
[[nodiscard]] crypto::Result<void, int> wipeProfile(const std::filesystem::path& folder);

/// Ends what was begun; nothing if nothing was. The same.
[[nodiscard]] crypto::Result<void, int> finishWipe(const std::filesystem::path& folder);

} // namespace sotto::storage
