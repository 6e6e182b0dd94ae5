#pragma once

#include "crypto/base/result.h"
#include "crypto/base/secret.h"

#include <filesystem>
#include <optional>
#include <string>

/// Small files that hold a secret.
namespace sotto::relay {

/// Enough for every key file of the relay's own; a longer one is none.
inline constexpr std::size_t kKeyFileBytesMax = 512;

enum class KeyFileReaders : std::uint8_t
{
    OwnerOnly, ///< 0600 or 0400, owned by this user (or root)
    /// Anything but readable by everybody: a service manager may hand in a secret under a group.
    NotEverybody,
};

/// Writes @p content under a name that did not exist (mode 0600), durably: file and folder are
/// synced before this returns. Never replaces a file: then it is an error.
[[nodiscard]] crypto::Result<void, std::string> createKeyFile(const std::filesystem::path& path,
                                                              crypto::ByteView content);

/// The whole file; nothing if there is none. More than @p bytesMax is an error.
[[nodiscard]] crypto::Result<std::optional<crypto::SecretBytes>, std::string>
readKeyFile(const std::filesystem::path& path, KeyFileReaders readers,
            std::size_t bytesMax = kKeyFileBytesMax);

} // namespace sotto::relay
