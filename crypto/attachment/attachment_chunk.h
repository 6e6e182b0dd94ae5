#pragma once

#include "crypto/attachment/attachment_descriptor.h"
#include "crypto/base/random.h"

namespace sotto::crypto {

/// Seals and opens single chunks (PROTOCOL.md section 9, "Chunks"): the STREAM construction
/// (Hoang, Reyhanitabar, Rogaway, Vizár 2015) over XChaCha20-Poly1305, with the nonce
/// prefix || chunk index || last flag. Unlike there each chunk has a fresh random prefix and
/// carries it, so that a chunk sealed twice, from a file that changed or a state that was restored,
/// never repeats a nonce.
class AttachmentChunkCipher
{
public:
    AttachmentChunkCipher(const AttachmentKey& key, const AttachmentLayout& layout);

    [[nodiscard]] const AttachmentLayout& layout() const { return m_layout; }

    /// Seals in place: @p chunk has layout().sealedChunkBytes(index) bytes and begins with the
    /// chunk's content; the rest is overwritten. No allocation.
    void seal(std::uint32_t index, MutableByteView chunk, Random& random) const;
    /// Opens in place: @p chunk has layout().sealedChunkBytes(index) bytes, and begins with the
    /// chunk's content afterwards. False, and nothing of use in @p chunk, if it is not what was
    /// sealed at that index of an attachment of that key and length. No allocation.
    [[nodiscard]] bool open(std::uint32_t index, MutableByteView chunk) const;

private:
    [[nodiscard]] std::array<std::uint8_t, 24> nonce(std::uint32_t index, ByteView prefix) const;

    AttachmentLayout m_layout;
    Secret<struct AttachmentChunkKeyTag, 32> m_key;
};

/// The digest of a blob's chunks so far, as a chain, so that it can be stored in 32 bytes and taken
/// up again (PROTOCOL.md section 9, "Digest").
class AttachmentDigestChain
{
public:
    explicit AttachmentDigestChain(const AttachmentLayout& layout);
    AttachmentDigestChain(const AttachmentLayout& layout, const AttachmentDigest& soFar)
        : m_isCommitted(layout.isCommitted())
        , m_digest(soFar)
    {}

    /// Takes up the next chunk, as it stands in the blob.
    void advance(ByteView sealedChunk);
    [[nodiscard]] const AttachmentDigest& digest() const { return m_digest; }

private:
    bool m_isCommitted;
    AttachmentDigest m_digest;
};

} // namespace sotto::crypto
