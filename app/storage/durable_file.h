#pragma once

#include "crypto/base/result.h"
#include "crypto/base/secret.h"

#include <filesystem>
#include <optional>

namespace sotto::storage {

/// The content of a small file; nothing if there is none. Its error is errno; EFBIG also for more
/// than @p bytesMax and EISDIR for what is no regular file. A file that others may read is closed
/// to them (mode 0600) before it is read.
[[nodiscard]] crypto::Result<std::optional<crypto::SecretBytes>, int>
readSecretFile(const std::filesystem::path& path, std::size_t bytesMax);

/// Puts a new file (mode 0600) in the place of @p path, on the disk when this returns: a kill or a
/// power cut leaves the old content or the new one. The old file's bytes are overwritten as far as
/// the file system lets them be. Its error is errno; the old content is then still there, or the
/// new one if only the folder could not be synced.
[[nodiscard]] crypto::Result<void, int> replaceSecretFile(const std::filesystem::path& path,
                                                          crypto::ByteView content);

/// Waits until what happened to a folder's names is on the disk. Its error is errno.
[[nodiscard]] crypto::Result<void, int> syncFolder(const std::filesystem::path& folder);

} // namespace sotto::storage
