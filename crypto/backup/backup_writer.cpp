#include "crypto/backup/backup_writer.h"

#include "crypto/base/writer.h"

namespace sotto::crypto {

BackupWriter::BackupWriter(BackupKey key, Sink sink)
    : m_key(std::move(key))
    , m_sink(std::move(sink))
    , m_chunk(kBackupSealedChunkBytes)
{}

void BackupWriter::add(ByteView content)
{
    assert(!content.empty() && content.size() <= kBackupContentBytesMax);
    putLength(content.size());
    put(content);
}

void BackupWriter::finish()
{
    putLength(0);
    std::ranges::fill(m_chunk.mutableView().subspan(m_filled), std::uint8_t{0});
    flush(true);
}

void BackupWriter::putLength(std::size_t length)
{
    Writer out(4);
    out.count32(length);
    put(out.view());
}

void BackupWriter::put(ByteView bytes)
{
    while (!bytes.empty()) {
        // Something follows, so a full chunk is not the last one.
        if (m_filled == kBackupChunkBytes) {
            flush(false);
        }
        const std::size_t n = std::min(bytes.size(), kBackupChunkBytes - m_filled);
        std::ranges::copy(bytes.first(n), m_chunk.mutableView().subspan(m_filled).begin());
        m_filled += n;
        bytes = bytes.subspan(n);
    }
}

void BackupWriter::flush(bool isLast)
{
    aeadSeal(m_key.view(), backupNonce(m_index, isLast), {},
             m_chunk.view().first(kBackupChunkBytes), m_chunk.mutableView());
    m_sink(m_chunk.view());
    ++m_index;
    m_filled = 0;
}

} // namespace sotto::crypto
