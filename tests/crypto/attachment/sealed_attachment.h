#pragma once

#include "crypto/attachment/attachment_decryptor.h"
#include "crypto/attachment/attachment_encryptor.h"

#include <cstdlib>

namespace sotto::test {

/// A content in which no two chunks are alike.
inline crypto::Bytes contentOf(std::size_t size, std::uint8_t variant = 0)
{
    crypto::Bytes out(size);
    for (std::size_t i = 0; i < size; ++i) {
        out[i] = static_cast<std::uint8_t>(i * 31 + (i >> 8U) * 17 + (i >> 16U) * 101 + variant);
    }
    return out;
}

/// Seals what is left of @p content and appends it to @p blob, at most @p chunks of it.
inline void sealSome(crypto::AttachmentEncryptor& encryptor, crypto::ByteView content,
                     crypto::Bytes& blob, crypto::Random& random, std::size_t chunks = 1U << 20U)
{
    crypto::SecretBytes buffer(crypto::kAttachmentSealedChunkBytes);
    while (!encryptor.isFinished() && chunks-- > 0) {
        const auto piece = content.subspan(encryptor.layout().contentOffset(encryptor.nextChunk()),
                                           encryptor.nextContentBytes());
        // What the buffer held before must not reach the blob.
        std::ranges::fill(buffer.mutableView(), std::uint8_t{0xEE});
        std::ranges::copy(piece, buffer.mutableView().begin());
        crypto::append(blob, encryptor.sealNext(buffer.mutableView(), random));
    }
}

struct SealedAttachment
{
    crypto::AttachmentDescriptor descriptor;
    crypto::Bytes blob;

    [[nodiscard]] crypto::Bytes chunk(std::uint32_t index) const
    {
        const auto layout = descriptor.layout();
        const auto part = crypto::ByteView(blob).subspan(layout.sealedOffset(index),
                                                         layout.sealedChunkBytes(index));
        return crypto::Bytes(part.begin(), part.end());
    }
};

inline SealedAttachment sealAttachment(crypto::ByteView content, crypto::Random& random)
{
    auto encryptor = crypto::AttachmentEncryptor::begin(content.size(), random);
    if (!encryptor) {
        std::abort();
    }
    crypto::Bytes blob;
    sealSome(*encryptor, content, blob, random);
    return {encryptor->descriptor(), std::move(blob)};
}

/// Opens as much as @p blob holds. The first error is returned.
inline crypto::Result<crypto::Bytes, crypto::AttachmentError>
openBlob(crypto::AttachmentDecryptor& decryptor, crypto::ByteView blob)
{
    crypto::Bytes out;
    while (!blob.empty()) {
        const std::size_t expected =
            decryptor.isFinished() ? blob.size()
                                   : decryptor.layout().sealedChunkBytes(decryptor.nextChunk());
        const auto part = blob.first(std::min(expected, blob.size()));
        crypto::Bytes chunk(part.begin(), part.end());
        SOTTO_TRY(content, decryptor.openNext(chunk));
        crypto::append(out, content);
        blob = blob.subspan(part.size());
    }
    return out;
}

} // namespace sotto::test
