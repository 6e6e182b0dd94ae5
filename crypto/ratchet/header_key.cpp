#include "crypto/ratchet/header_key.h"

#include "crypto/primitives/aead.h"
#include "crypto/primitives/hash.h"
#include "crypto/ratchet/envelope.h"

#include <cassert>

namespace sotto::crypto {

namespace {

std::array<std::uint8_t, kAeadNonceBytes> nonceOf(const ReceiveTag& tag, const MessageSalt& salt)
{
    std::array<std::uint8_t, kAeadNonceBytes> out{};
    std::copy(tag.bytes.begin(), tag.bytes.end(), out.begin());
    std::copy(salt.bytes.begin(), salt.bytes.end(), out.begin() + ReceiveTag::kSize);
    return out;
}

std::array<std::uint8_t, 1 + AssociatedData::kSize> headerContext(const AssociatedData& data)
{
    std::array<std::uint8_t, 1 + AssociatedData::kSize> out{};
    out[0] = kSessionMessage;
    std::copy(data.bytes.begin(), data.bytes.end(), out.begin() + 1);
    return out;
}

void writeBigEndian(std::uint32_t value, std::uint8_t* out)
{
    out[0] = static_cast<std::uint8_t>(value >> 24U);
    out[1] = static_cast<std::uint8_t>(value >> 16U);
    out[2] = static_cast<std::uint8_t>(value >> 8U);
    out[3] = static_cast<std::uint8_t>(value);
}

std::uint32_t readBigEndian(const std::uint8_t* in)
{
    return (std::uint32_t{in[0]} << 24U) | (std::uint32_t{in[1]} << 16U) |
           (std::uint32_t{in[2]} << 8U) | std::uint32_t{in[3]};
}

} // namespace

HeaderKey::HeaderKey(Value value)
    : m_value(std::move(value))
    , m_tagKey(deriveBlake2b<Secret<TagKeyTag, 32>>(labels::kTagKey, m_value.view()))
{}

TagBlock HeaderKey::tags(std::uint32_t block) const
{
    std::array<std::uint8_t, 16> salt{};
    writeBigEndian(block, salt.data());
    std::array<std::uint8_t, kTagsPerBlock * ReceiveTag::kSize> bytes{};
    deriveBlake2b(labels::kReceiveTag, m_tagKey.view(), salt, {}, bytes);
    TagBlock out;
    for (std::size_t i = 0; i < kTagsPerBlock; ++i) {
        std::copy_n(bytes.begin() + static_cast<std::ptrdiff_t>(i * ReceiveTag::kSize),
                    ReceiveTag::kSize, out[i].bytes.begin());
    }
    return out;
}

void HeaderKey::seal(const ReceiveTag& tag, const MessageSalt& salt,
                     const AssociatedData& associatedData, const RatchetHeader& header,
                     MutableByteView out) const
{
    assert(out.size() == kSealedHeaderBytes);
    Secret<struct HeaderPlaintextTag, RatchetHeader::kSize> secret;
    const auto plain = secret.mutableView();
    std::copy(header.ratchetKey.bytes.begin(), header.ratchetKey.bytes.end(), plain.begin());
    writeBigEndian(header.previousLength, plain.data() + 32);
    writeBigEndian(header.number, plain.data() + 36);
    plain[40] = static_cast<std::uint8_t>(header.kemEpoch >> 8U);
    plain[41] = static_cast<std::uint8_t>(header.kemEpoch);
    aeadSeal(m_value.view(), nonceOf(tag, salt), headerContext(associatedData), plain, out);
}

std::optional<RatchetHeader> HeaderKey::open(const ReceiveTag& tag, const MessageSalt& salt,
                                             const AssociatedData& associatedData,
                                             ByteView sealed) const
{
    assert(sealed.size() == kSealedHeaderBytes);
    Secret<struct HeaderPlaintextTag, RatchetHeader::kSize> secret;
    const auto plain = secret.mutableView();
    if (!aeadOpen(m_value.view(), nonceOf(tag, salt), headerContext(associatedData), sealed,
                  plain)) {
        return std::nullopt;
    }
    RatchetHeader out;
    std::copy(plain.begin(), plain.begin() + 32, out.ratchetKey.bytes.begin());
    out.previousLength = readBigEndian(plain.data() + 32);
    out.number = readBigEndian(plain.data() + 36);
    out.kemEpoch = static_cast<std::uint16_t>((plain[40] << 8U) | plain[41]);
    return out;
}

} // namespace sotto::crypto
