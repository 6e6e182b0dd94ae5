#pragma once

#include <filesystem>

/// What is being written lies under another name until it is whole, and is held by whoever writes
/// it: a kill lets go of it.
namespace sotto::storage {

/// The name until then: @p path with ".sotto-part" behind it.
[[nodiscard]] std::filesystem::path unfinishedName(std::filesystem::path path);
/// Holds what @p fd is open on until it is closed, where the file system knows locks.
void holdUnfinished(int fd);
/// Removes from @p folder what has such a name, belongs to this user, and is held by nobody.
void sweepUnfinished(const std::filesystem::path& folder);

} // namespace sotto::storage
