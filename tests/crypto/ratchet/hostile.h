#pragma once

#include "crypto/base/writer.h"
#include "crypto/ratchet/envelope.h"
#include "crypto/ratchet/ratchet.h"

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

/// A session message made by hand from its keys: any header, under the right header and message key
/// of @p header.number, which @p chain must have next; its tag is that of @p tagNumber, if given.
/// Its salt is zero.
inline crypto::Bytes craftedEnvelope(const crypto::AssociatedData& associatedData,
                                     const crypto::HeaderKey& headerKey, crypto::ChainKey chain,
                                     const crypto::RatchetHeader& header, crypto::ByteView padded,
                                     std::optional<std::uint32_t> tagNumber = std::nullopt)
{
    using namespace crypto;
    Bytes out(padded.size() + kMessageOverhead);
    const MutableByteView all(out);
    const ReceiveTag tag = headerKey.tag(tagNumber.value_or(header.number));
    const MessageSalt salt;
    out[0] = kSessionMessage;
    std::copy(tag.bytes.begin(), tag.bytes.end(), out.begin() + 1);
    headerKey.seal(tag, salt, associatedData, header, all.subspan(25, kSealedHeaderBytes));
    Bytes context(associatedData.bytes.begin(), associatedData.bytes.end());
    append(context, ByteView(out).first(kEnvelopePrefixBytes));
    chain.advance().seal(salt, context, padded, all.subspan(kEnvelopePrefixBytes));
    return out;
}

} // namespace sotto::test
