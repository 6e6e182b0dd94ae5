#include "crypto/attachment/attachment_chunk.h"

#include "crypto/primitives/aead.h"

#include <cassert>

namespace sotto::crypto {

static_assert(kAttachmentTrailerBytes == kAeadTagBytes + kAttachmentNoncePrefixBytes);
static_assert(kAeadNonceBytes == kAttachmentNoncePrefixBytes + 8 + 1);

namespace {

std::array<std::uint8_t, 9> versionAndLength(const AttachmentLayout& layout)
{
    std::array<std::uint8_t, 9> out{};
    out[0] = kAttachmentVersion;
    for (unsigned i = 0; i < 8; ++i) {
        out[1 + i] = static_cast<std::uint8_t>(layout.contentBytes() >> (56 - 8 * i));
    }
    return out;
}

} // namespace

AttachmentChunkCipher::AttachmentChunkCipher(const AttachmentKey& key,
                                             const AttachmentLayout& layout)
    : m_layout(layout)
{
    deriveBlake2b(labels::kAttachmentChunkKey, key.view(), versionAndLength(layout),
                  m_key.mutableView());
}

std::array<std::uint8_t, 24> AttachmentChunkCipher::nonce(std::uint32_t index,
                                                          ByteView prefix) const
{
    std::array<std::uint8_t, kAeadNonceBytes> out{};
    std::copy(prefix.begin(), prefix.end(), out.begin());
    for (unsigned i = 0; i < 4; ++i) {
        out[kAttachmentNoncePrefixBytes + 4 + i] = static_cast<std::uint8_t>(index >> (24 - 8 * i));
    }
    out.back() = m_layout.isLast(index) ? 1 : 0;
    return out;
}

void AttachmentChunkCipher::seal(std::uint32_t index, MutableByteView chunk, Random& random) const
{
    const std::size_t padded = m_layout.paddedChunkBytes(index);
    assert(chunk.size() == padded + kAttachmentTrailerBytes);
    const auto padding = chunk.first(padded).subspan(m_layout.contentChunkBytes(index));
    std::fill(padding.begin(), padding.end(), std::uint8_t{0});
    const auto prefix = chunk.last(kAttachmentNoncePrefixBytes);
    random.fill(prefix);
    aeadSeal(m_key.view(), nonce(index, prefix), {}, chunk.first(padded),
             chunk.first(padded + kAeadTagBytes));
}

bool AttachmentChunkCipher::open(std::uint32_t index, MutableByteView chunk) const
{
    const std::size_t padded = m_layout.paddedChunkBytes(index);
    assert(chunk.size() == padded + kAttachmentTrailerBytes);
    if (!aeadOpen(m_key.view(), nonce(index, chunk.last(kAttachmentNoncePrefixBytes)), {},
                  chunk.first(padded + kAeadTagBytes), chunk.first(padded))) {
        return false;
    }
    // One way of writing an attachment: what it does not hold is zeros.
    std::uint8_t nonZero = 0;
    for (const std::uint8_t b : chunk.first(padded).subspan(m_layout.contentChunkBytes(index))) {
        nonZero |= b;
    }
    if (nonZero != 0) {
        wipe(chunk);
        return false;
    }
    return true;
}

AttachmentDigestChain::AttachmentDigestChain(const AttachmentLayout& layout)
    : m_isCommitted(layout.isCommitted())
    , m_digest(hash(labels::kAttachmentDigestStart, versionAndLength(layout)).bytes)
{}

void AttachmentDigestChain::advance(ByteView sealedChunk)
{
    Hasher step(labels::kAttachmentDigestStep);
    step.update(m_digest);
    step.update(m_isCommitted ? sealedChunk : sealedChunk.last(kAttachmentTrailerBytes));
    m_digest = AttachmentDigest(step.finish().bytes);
}

} // namespace sotto::crypto
