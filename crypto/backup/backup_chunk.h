#pragma once

#include "crypto/backup/backup_head.h"
#include "crypto/primitives/aead.h"

namespace sotto::crypto {

/// Plaintext of each chunk, the last one too: a file's length says how much is in it by steps of
/// this size only.
inline constexpr std::size_t kBackupChunkBytes = 65'536;
inline constexpr std::size_t kBackupSealedChunkBytes = kBackupChunkBytes + kAeadTagBytes;
/// Of one content: as much as a record of the vault takes, and what says that it is one.
inline constexpr std::size_t kBackupContentBytesMax = 98'368;

/// STREAM (Hoang, Reyhanitabar, Rogaway, Vizár 2015): zeros, u64 index, u8 whether it is the last.
/// The key is one file's, so that no nonce comes twice.
[[nodiscard]] inline std::array<std::uint8_t, kAeadNonceBytes> backupNonce(std::uint64_t index,
                                                                           bool isLast)
{
    std::array<std::uint8_t, kAeadNonceBytes> out{};
    for (std::size_t i = 0; i < 8; ++i) {
        out[kAeadNonceBytes - 2 - i] = static_cast<std::uint8_t>(index >> (8 * i));
    }
    out[kAeadNonceBytes - 1] = isLast ? 1 : 0;
    return out;
}

} // namespace sotto::crypto
