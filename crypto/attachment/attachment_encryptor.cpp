#include "crypto/attachment/attachment_encryptor.h"

#include "crypto/base/writer.h"

#include <cassert>

namespace sotto::crypto {

namespace {

constexpr std::uint8_t kStateVersion = 1;
constexpr std::size_t kStateBytes = 77;

} // namespace

AttachmentEncryptor::AttachmentEncryptor(AttachmentKey key, const AttachmentLayout& layout,
                                         std::uint32_t next, const AttachmentDigestChain& chain)
    : m_key(std::move(key))
    , m_cipher(m_key, layout)
    , m_chain(chain)
    , m_next(next)
{}

Result<AttachmentEncryptor, AttachmentTooLong>
AttachmentEncryptor::begin(std::uint64_t contentBytes, Random& random)
{
    const auto layout = AttachmentLayout::of(contentBytes);
    if (!layout) {
        return Unexpected(AttachmentTooLong{contentBytes});
    }
    return AttachmentEncryptor(random.make<AttachmentKey>(), *layout, 0,
                               AttachmentDigestChain(*layout));
}

Result<AttachmentEncryptor, ParseError> AttachmentEncryptor::resume(ByteView state)
{
    Reader in(state);
    in.version(kStateVersion);
    auto key = in.secret<AttachmentKey>();
    const auto layout = AttachmentLayout::of(in.u64());
    if (!layout) {
        in.fail(ParseError::Kind::OutOfRange);
    }
    const std::uint32_t next = in.u32();
    if (layout && next > layout->chunkCount()) {
        in.fail(ParseError::Kind::OutOfRange);
    }
    const auto digest = in.fixed<AttachmentDigest>();
    SOTTO_CHECK(in.finish());
    return AttachmentEncryptor(std::move(key), *layout, next,
                               AttachmentDigestChain(*layout, digest));
}

SecretBytes AttachmentEncryptor::serialize() const
{
    SecretWriter out(kStateBytes);
    out.u8(kStateVersion)
        .bytes(m_key.view())
        .u64(layout().contentBytes())
        .u32(m_next)
        .bytes(m_chain.digest());
    return std::move(out).take();
}

ByteView AttachmentEncryptor::sealNext(MutableByteView buffer, Random& random)
{
    assert(!isFinished() && buffer.size() >= nextSealedBytes());
    const auto chunk = buffer.first(nextSealedBytes());
    m_cipher.seal(m_next, chunk, random);
    m_chain.advance(chunk);
    ++m_next;
    return chunk;
}

AttachmentDescriptor AttachmentEncryptor::descriptor() const
{
    assert(isFinished());
    AttachmentDescriptor out;
    out.key = m_key.duplicate();
    out.contentBytes = layout().contentBytes();
    out.digest = m_chain.digest();
    return out;
}

} // namespace sotto::crypto
