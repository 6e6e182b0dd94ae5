#pragma once

#include "crypto/base/writer.h"
#include "crypto/ratchet/padding.h"

namespace sotto::test {

/// The layout of a KemFragment with whatever the test puts into it.
inline crypto::Bytes fragmentBytes(unsigned kind, unsigned epoch, unsigned offset, unsigned length,
                                   crypto::ByteView data)
{
    crypto::Writer out;
    out.u8(static_cast<std::uint8_t>(kind))
        .u16(static_cast<std::uint16_t>(epoch))
        .u16(static_cast<std::uint16_t>(offset))
        .u16(static_cast<std::uint16_t>(length))
        .bytes(data);
    return std::move(out).take();
}

/// A padded plaintext of the smallest envelope that a peer may seal with Ratchet::sealPadded():
/// @p content, then @p behind as it stands, then zeros.
inline crypto::Bytes paddedBytes(std::string_view content, crypto::ByteView behind)
{
    crypto::Writer out;
    out.bytes32(crypto::asBytes(content)).bytes(behind);
    crypto::Bytes padded = std::move(out).take();
    padded.resize(crypto::kEnvelopeSizes.front() - crypto::kMessageOverhead);
    return padded;
}

} // namespace sotto::test
