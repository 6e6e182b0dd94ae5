#pragma once

#include "crypto/backup/backup_chunk.h"

namespace sotto::crypto {

/// Seals the contents of a backup one by one. Holds one chunk.
class BackupWriter
{
public:
    /// Takes the sealed chunks, in order.
    using Sink = std::function<void(ByteView)>;

    BackupWriter(BackupKey key, Sink sink);

    /// 1 to kBackupContentBytesMax bytes.
    void add(ByteView content);
    /// The last chunk. Nothing may be added behind it.
    void finish();

private:
    void put(ByteView bytes);
    void putLength(std::size_t length);
    void flush(bool isLast);

    BackupKey m_key;
    Sink m_sink;
    SecretBytes m_chunk; ///< kBackupSealedChunkBytes, of which m_filled are content
    std::size_t m_filled = 0;
    std::uint64_t m_index = 0;
};

} // namespace sotto::crypto
