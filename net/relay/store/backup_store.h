#pragma once

#include <filesystem>

namespace sotto::relay {

/// Copies a data folder to @p target, which must not exist, as it is at one moment; a relay may run
/// on it and is not held up. What the copy holds can be opened as a data folder. Complete blobs are
/// linked where that is possible, since they never change, else copied.
/// @throws StoreFailure; what was copied until then is left in place, without a relay.db
void backupStore(const std::filesystem::path& folder, const std::filesystem::path& target);

} // namespace sotto::relay
