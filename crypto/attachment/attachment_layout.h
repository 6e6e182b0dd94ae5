#pragma once

#include "crypto/base/bytes.h"

#include <optional>

namespace sotto::crypto {

/// The longest attachment: long films stay elsewhere, and a relay can name a size that it stores.
inline constexpr std::uint64_t kAttachmentBytesMax = std::uint64_t{2} << 30U;

/// Plaintext bytes of every chunk but the last. The speed is the same from 16 KiB to 1 MiB; this
/// size makes the 31 bytes and the random prefix of a chunk vanish (0.01 % and 0.3 %), an
/// interrupted transfer lose a quarter of a megabyte at most, and 2 GiB 8,192 chunks.
inline constexpr std::size_t kAttachmentChunkBytes = 256U << 10U;
/// What sealing adds behind a chunk: Poly1305's tag, then the random prefix of its nonce.
inline constexpr std::size_t kAttachmentNoncePrefixBytes = 15;
inline constexpr std::size_t kAttachmentTrailerBytes = 16 + kAttachmentNoncePrefixBytes;
/// A caller's one buffer: holds any chunk, sealed or open.
inline constexpr std::size_t kAttachmentSealedChunkBytes =
    kAttachmentChunkBytes + kAttachmentTrailerBytes;

/// The least padded size: everything shorter looks alike.
inline constexpr std::uint64_t kAttachmentPaddedBytesMin = 4096;

/// Up to this size the descriptor's digest covers every byte of the blob, and so commits to the
/// content. Beyond, it covers the chunks' trailers only: hashing everything would more than halve
/// the speed (PROTOCOL.md section 9, "What the digest promises").
inline constexpr std::uint64_t kAttachmentCommittedBytesMax = 16U << 20U;

/// The length after padding: the least s * 2^k with s in {32, 35, 39, 43, 47, 52, 58} that is
/// 4,096 or more and holds @p contentBytes. Seven sizes to each doubling, at most 11.6 % larger.
/// @p contentBytes is at most kAttachmentBytesMax.
[[nodiscard]] std::uint64_t paddedAttachmentBytes(std::uint64_t contentBytes);

/// How an attachment of a given length lies in its blob (PROTOCOL.md section 9): the content, then
/// zeros up to the padded size, cut into chunks that are all full but the last.
class AttachmentLayout
{
public:
    /// Nothing if the attachment would be longer than kAttachmentBytesMax.
    [[nodiscard]] static std::optional<AttachmentLayout> of(std::uint64_t contentBytes);

    [[nodiscard]] std::uint64_t contentBytes() const { return m_contentBytes; }
    [[nodiscard]] std::uint64_t paddedBytes() const { return m_paddedBytes; }
    /// At least 1.
    [[nodiscard]] std::uint32_t chunkCount() const;
    /// The blob's length.
    [[nodiscard]] std::uint64_t sealedBytes() const;
    /// Whether the digest commits to the content.
    [[nodiscard]] bool isCommitted() const
    {
        return m_contentBytes <= kAttachmentCommittedBytesMax;
    }

    // Of one chunk; @p index is below chunkCount().
    [[nodiscard]] bool isLast(std::uint32_t index) const { return index + 1 == chunkCount(); }
    /// Where the chunk begins in the blob.
    [[nodiscard]] std::uint64_t sealedOffset(std::uint32_t index) const;
    /// Where its content begins in the attachment.
    [[nodiscard]] std::uint64_t contentOffset(std::uint32_t index) const;
    /// Its length in the blob.
    [[nodiscard]] std::size_t sealedChunkBytes(std::uint32_t index) const;
    /// Its length without the trailer: content and padding.
    [[nodiscard]] std::size_t paddedChunkBytes(std::uint32_t index) const;
    /// How much of it is content; 0 if it is padding only.
    [[nodiscard]] std::size_t contentChunkBytes(std::uint32_t index) const;
    /// The chunk in which the content's byte @p offset lies, for reading from the middle.
    [[nodiscard]] static std::uint32_t chunkOf(std::uint64_t offset)
    {
        return static_cast<std::uint32_t>(offset / kAttachmentChunkBytes);
    }

private:
    explicit AttachmentLayout(std::uint64_t contentBytes)
        : m_contentBytes(contentBytes)
        , m_paddedBytes(paddedAttachmentBytes(contentBytes))
    {}

    std::uint64_t m_contentBytes;
    std::uint64_t m_paddedBytes;
};

} // namespace sotto::crypto
