#pragma once

#include "crypto/attachment/attachment_chunk.h"

namespace sotto::crypto {

/// The attachment is longer than kAttachmentBytesMax.
struct AttachmentTooLong
{
    std::uint64_t contentBytes = 0;
};

/// Encrypts one attachment, chunk by chunk, in constant memory (PROTOCOL.md section 9). It makes
/// its own key, so that no key serves two contents. It reads no file and sends nothing: the caller
/// moves the bytes.
///
///     auto encryptor = AttachmentEncryptor::begin(fileBytes, random);
///     SecretBytes buffer(kAttachmentSealedChunkBytes);
///     while (!encryptor->isFinished()) {
///         read(file, buffer.first(encryptor->nextContentBytes()));
///         upload(encryptor->layout().sealedOffset(encryptor->nextChunk()),
///                encryptor->sealNext(buffer.mutableView(), random));
///         store(encryptor->serialize());
///     }
///     message.attachment = encryptor->descriptor();
///
/// After an interruption, resume() goes on from the stored state: reading the file at
/// layout().contentOffset(nextChunk()) and writing the blob at sealedOffset(nextChunk()). If the
/// state is older than what was uploaded, the chunks sealed since are sealed again and must replace
/// those in the blob, or receivers will find a wrong digest; no nonce repeats.
///
/// A file that changed meanwhile is never unsafe and never undetected between sender and receiver:
/// the receiver gets exactly the bytes that were sealed. But these may be half of the old file and
/// half of the new one, as with any copy of a file that is being written; who cares compares size
/// and time of change before resume(), and begins anew. Once a read comes up short there is nothing
/// to seal: begin anew.
class AttachmentEncryptor
{
public:
    [[nodiscard]] static Result<AttachmentEncryptor, AttachmentTooLong>
    begin(std::uint64_t contentBytes, Random& random);

    /// Takes up what serialize() stored.
    [[nodiscard]] static Result<AttachmentEncryptor, ParseError> resume(ByteView state);
    /// 77 bytes (PROTOCOL.md section 9, "Stored states"); holds the key.
    [[nodiscard]] SecretBytes serialize() const;

    [[nodiscard]] const AttachmentLayout& layout() const { return m_cipher.layout(); }
    [[nodiscard]] bool isFinished() const { return m_next == layout().chunkCount(); }

    // While not finished:
    [[nodiscard]] std::uint32_t nextChunk() const { return m_next; }
    /// How many bytes of content the next chunk takes; 0 if it is padding only.
    [[nodiscard]] std::size_t nextContentBytes() const
    {
        return layout().contentChunkBytes(m_next);
    }
    [[nodiscard]] std::size_t nextSealedBytes() const { return layout().sealedChunkBytes(m_next); }
    /// Seals the next chunk in place. @p buffer begins with nextContentBytes() bytes of content and
    /// has nextSealedBytes() bytes or more. Returns the part of it that is the sealed chunk.
    /// Advances; allocates nothing.
    ByteView sealNext(MutableByteView buffer, Random& random);

    /// What the message carries. Only when finished.
    [[nodiscard]] AttachmentDescriptor descriptor() const;

private:
    AttachmentEncryptor(AttachmentKey key, const AttachmentLayout& layout, std::uint32_t next,
                        const AttachmentDigestChain& chain);

    AttachmentKey m_key;
    AttachmentChunkCipher m_cipher;
    AttachmentDigestChain m_chain;
    std::uint32_t m_next;
};

} // namespace sotto::crypto
