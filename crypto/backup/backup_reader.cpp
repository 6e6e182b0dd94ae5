#include "crypto/backup/backup_reader.h"

#include "crypto/base/reader.h"

namespace sotto::crypto {

BackupReader::BackupReader(BackupKey key, BackupSource source)
    : m_key(std::move(key))
    , m_source(std::move(source))
    , m_chunk(kBackupSealedChunkBytes)
{}

Result<std::optional<SecretBytes>, BackupError> BackupReader::next()
{
    if (m_error) {
        return Unexpected(*m_error);
    }
    if (m_isOver) {
        return std::optional<SecretBytes>();
    }
    auto out = read();
    if (!out) {
        m_error = out.error();
    }
    return out;
}

Result<std::optional<SecretBytes>, BackupError> BackupReader::read()
{
    std::array<std::uint8_t, 4> field{};
    SOTTO_CHECK(take(field));
    const std::size_t length = Reader(field).u32();
    if (length == 0) {
        SOTTO_CHECK(end());
        return std::optional<SecretBytes>();
    }
    if (length > kBackupContentBytesMax) {
        return Unexpected(BackupError::Malformed);
    }
    SecretBytes content(length);
    SOTTO_CHECK(take(content.mutableView()));
    return std::optional(std::move(content));
}

Result<void, BackupError> BackupReader::take(MutableByteView out)
{
    while (!out.empty()) {
        if (m_taken == kBackupChunkBytes) {
            if (m_isLast) {
                return Unexpected(BackupError::Malformed); // without an end
            }
            SOTTO_CHECK(openChunk());
        }
        const std::size_t n = std::min(out.size(), kBackupChunkBytes - m_taken);
        std::ranges::copy(m_chunk.view().subspan(m_taken, n), out.begin());
        m_taken += n;
        out = out.subspan(n);
    }
    return {};
}

Result<void, BackupError> BackupReader::openChunk()
{
    Bytes sealed(kBackupSealedChunkBytes);
    const auto filled = m_source(sealed);
    if (!filled) {
        return Unexpected(BackupError::NotReadable);
    }
    if (*filled != sealed.size()) {
        return Unexpected(BackupError::Truncated);
    }
    const MutableByteView content = m_chunk.mutableView().first(kBackupChunkBytes);
    if (!aeadOpen(m_key.view(), backupNonce(m_index, false), {}, sealed, content)) {
        // Which one is the last is known by this alone.
        if (!aeadOpen(m_key.view(), backupNonce(m_index, true), {}, sealed, content)) {
            return Unexpected(BackupError::Damaged);
        }
        m_isLast = true;
    }
    ++m_index;
    m_taken = 0;
    return {};
}

Result<void, BackupError> BackupReader::end()
{
    const ByteView rest = m_chunk.view().first(kBackupChunkBytes).subspan(m_taken);
    if (!m_isLast || !std::ranges::all_of(rest, [](std::uint8_t byte) { return byte == 0; })) {
        return Unexpected(BackupError::Malformed);
    }
    std::array<std::uint8_t, 1> behind{};
    const auto more = m_source(behind);
    if (!more) {
        return Unexpected(BackupError::NotReadable);
    }
    if (*more != 0) {
        return Unexpected(BackupError::Damaged);
    }
    m_isOver = true;
    return {};
}

} // namespace sotto::crypto
