#include "crypto/attachment/attachment_decryptor.h"

#include "crypto/base/writer.h"

namespace sotto::crypto {

namespace {

constexpr std::uint8_t kProgressVersion = 1;
constexpr std::size_t kProgressBytes = 37;

} // namespace

AttachmentDecryptor::AttachmentDecryptor(const AttachmentDescriptor& descriptor, std::uint32_t next,
                                         const AttachmentDigestChain& chain)
    : m_cipher(descriptor.key, descriptor.layout())
    , m_digest(descriptor.digest)
    , m_chain(chain)
    , m_next(next)
{}

AttachmentDecryptor::AttachmentDecryptor(const AttachmentDescriptor& descriptor)
    : AttachmentDecryptor(descriptor, 0, AttachmentDigestChain(descriptor.layout()))
{}

Result<AttachmentDecryptor, ParseError>
AttachmentDecryptor::resume(const AttachmentDescriptor& descriptor, ByteView progress)
{
    const AttachmentLayout layout = descriptor.layout();
    Reader in(progress);
    in.version(kProgressVersion);
    const std::uint32_t next = in.u32();
    if (next > layout.chunkCount()) {
        in.fail(ParseError::Kind::OutOfRange);
    }
    const auto soFar = in.fixed<AttachmentDigest>();
    // A finished one has the right digest, or it would not have been finished.
    if (next == layout.chunkCount() && soFar != descriptor.digest) {
        in.fail(ParseError::Kind::OutOfRange);
    }
    SOTTO_CHECK(in.finish());
    return AttachmentDecryptor(descriptor, next, AttachmentDigestChain(layout, soFar));
}

Bytes AttachmentDecryptor::progress() const
{
    Writer out(kProgressBytes);
    out.u8(kProgressVersion).u32(m_next).bytes(m_chain.digest());
    return std::move(out).take();
}

Result<ByteView, AttachmentError> AttachmentDecryptor::openNext(MutableByteView chunk)
{
    if (isFinished()) {
        return Unexpected(AttachmentError::WrongIndex);
    }
    if (chunk.size() != layout().sealedChunkBytes(m_next)) {
        return Unexpected(AttachmentError::WrongSize);
    }
    // Before the chunk is overwritten by its plaintext.
    AttachmentDigestChain chain = m_chain;
    chain.advance(chunk);
    SOTTO_TRY(content, openChunk(m_next, chunk));
    if (layout().isLast(m_next) && chain.digest() != m_digest) {
        wipe(chunk);
        return Unexpected(AttachmentError::WrongDigest);
    }
    m_chain = chain;
    ++m_next;
    return content;
}

Result<ByteView, AttachmentError> AttachmentDecryptor::openChunk(std::uint32_t index,
                                                                 MutableByteView chunk) const
{
    if (index >= layout().chunkCount()) {
        return Unexpected(AttachmentError::WrongIndex);
    }
    if (chunk.size() != layout().sealedChunkBytes(index)) {
        return Unexpected(AttachmentError::WrongSize);
    }
    if (!m_cipher.open(index, chunk)) {
        return Unexpected(AttachmentError::Forged);
    }
    return ByteView(chunk.first(layout().contentChunkBytes(index)));
}

} // namespace sotto::crypto
