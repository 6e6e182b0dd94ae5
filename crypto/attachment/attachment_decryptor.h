#pragma once

#include "crypto/attachment/attachment_chunk.h"

namespace sotto::crypto {

/// Why a chunk was not opened.
enum class AttachmentError : std::uint8_t
{
    WrongIndex,  ///< there is no such chunk, or all of them have been opened
    WrongSize,   ///< not as long as that chunk is: the blob was cut short or made longer
    Forged,      ///< changed, moved, of another attachment, or padded otherwise than with zeros
    WrongDigest, ///< each chunk was sealed under this key, but they are not the ones of the message
};

/// Decrypts one attachment, chunk by chunk, in constant memory (PROTOCOL.md section 9). What
/// openNext() yields is authentic, in order and the sender's; that it is all of it and exactly what
/// the message speaks of is known when isFinished(). Until then the content belongs in a file under
/// another name, not before a person's eyes.
class AttachmentDecryptor
{
public:
    explicit AttachmentDecryptor(const AttachmentDescriptor& descriptor);

    /// Takes up what progress() stored, with the descriptor that it came from. (With another one
    /// the end fails with WrongDigest.)
    [[nodiscard]] static Result<AttachmentDecryptor, ParseError>
    resume(const AttachmentDescriptor& descriptor, ByteView progress);
    /// 37 bytes (PROTOCOL.md section 9, "Stored states"); no secret.
    [[nodiscard]] Bytes progress() const;

    [[nodiscard]] const AttachmentLayout& layout() const { return m_cipher.layout(); }
    /// True once the last chunk was opened and the digest was right.
    [[nodiscard]] bool isFinished() const { return m_next == layout().chunkCount(); }
    [[nodiscard]] std::uint32_t nextChunk() const { return m_next; }

    /// Opens the next chunk in place; returns the part of @p chunk that is its content (empty for
    /// one that is padding only). After an error the state is as before and @p chunk is of no use.
    /// Allocates nothing.
    [[nodiscard]] Result<ByteView, AttachmentError> openNext(MutableByteView chunk);

    /// Opens any chunk in place, as openNext(), without a change of state: for reading from the
    /// middle. Says that the chunk was sealed for this place of this attachment, and nothing of the
    /// digest.
    [[nodiscard]] Result<ByteView, AttachmentError> openChunk(std::uint32_t index,
                                                              MutableByteView chunk) const;

private:
    AttachmentDecryptor(const AttachmentDescriptor& descriptor, std::uint32_t next,
                        const AttachmentDigestChain& chain);

    AttachmentChunkCipher m_cipher;
    AttachmentDigest m_digest;
    AttachmentDigestChain m_chain;
    std::uint32_t m_next;
};

} // namespace sotto::crypto
