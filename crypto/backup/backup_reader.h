#pragma once

#include "crypto/backup/backup_chunk.h"

namespace sotto::crypto {

/// Opens the contents of a backup one by one. Holds one chunk and one content.
class BackupReader
{
public:
    /// @p source stands behind the head.
    BackupReader(BackupKey key, BackupSource source);

    /// The next content; nothing behind the last one, and then the file was whole. Truncated,
    /// Damaged, Malformed, NotReadable: for good.
    [[nodiscard]] Result<std::optional<SecretBytes>, BackupError> next();

private:
    [[nodiscard]] Result<std::optional<SecretBytes>, BackupError> read();
    [[nodiscard]] Result<void, BackupError> take(MutableByteView out);
    [[nodiscard]] Result<void, BackupError> openChunk();
    [[nodiscard]] Result<void, BackupError> end();

    BackupKey m_key;
    BackupSource m_source;
    SecretBytes m_chunk;
    std::size_t m_taken = kBackupChunkBytes; ///< of the chunk's content
    std::uint64_t m_index = 0;               ///< of the next chunk
    bool m_isLast = false;
    bool m_isOver = false;
    std::optional<BackupError> m_error;
};

} // namespace sotto::crypto
