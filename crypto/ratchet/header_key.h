#pragma once

#include "crypto/base/secret.h"
#include "crypto/ratchet/message_key.h"
#include "crypto/ratchet/ratchet_header.h"

#include <optional>

namespace sotto::crypto {

/// The first bytes of an envelope. Only the two ends of a session can predict it; to everybody
/// else no two tags have anything in common. It finds the session and proves nothing.
using ReceiveTag = FixedBytes<struct ReceiveTagTag, 16>;

/// One BLAKE2b call yields this many tags.
inline constexpr std::uint32_t kTagsPerBlock = 4;
using TagBlock = std::array<ReceiveTag, kTagsPerBlock>;

/// The hash that a session was agreed over (handshake transcript), bound into every message.
using AssociatedData = FixedBytes<struct AssociatedDataTag, 32>;

inline constexpr std::size_t kSealedHeaderBytes = RatchetHeader::kSize + 16;

/// HK of the Double Ratchet with header encryption (section 4), with the tag key beside it.
///
///     TK     = KDF("sotto1 tagkey", HK, "", 32)
///     tags   = KDF("sotto1 rtag", TK, block as u32 || 12 zero bytes, "", 64)
///     tag(N) = the (N mod 4)-th 16 bytes of the tags of block N / 4 (rounded down)
///     header = AEAD(HK, tag || salt, 0x01 || associated data, RatchetHeader)
///
/// The nonce repeats only if number and salt both do: the number never does in one life of the
/// state, and the salt differs when a state is restored.
class HeaderKey
{
public:
    using Value = Secret<HeaderKey, 32>;

    explicit HeaderKey(Value value);
    [[nodiscard]] const Value& value() const { return m_value; }
    [[nodiscard]] HeaderKey duplicate() const { return HeaderKey(*this, 0); }

    [[nodiscard]] TagBlock tags(std::uint32_t block) const;
    [[nodiscard]] ReceiveTag tag(std::uint32_t number) const
    {
        return tags(number / kTagsPerBlock)[number % kTagsPerBlock];
    }
    /// Writes kSealedHeaderBytes.
    void seal(const ReceiveTag& tag, const MessageSalt& salt, const AssociatedData& associatedData,
              const RatchetHeader& header, MutableByteView out) const;
    /// Nothing if this is not the key of that header.
    [[nodiscard]] std::optional<RatchetHeader> open(const ReceiveTag& tag, const MessageSalt& salt,
                                                    const AssociatedData& associatedData,
                                                    ByteView sealed) const;

private:
    HeaderKey(const HeaderKey& other, int)
        : m_value(other.m_value.duplicate())
        , m_tagKey(other.m_tagKey.duplicate())
    {}

    Value m_value;
    Secret<struct TagKeyTag, 32> m_tagKey;
};

/// Remembers the block of tags that was asked for last, so that messages in a row cost a quarter of
/// a BLAKE2b call each.
class TagCache
{
public:
    [[nodiscard]] ReceiveTag tag(const HeaderKey& key, std::uint32_t number)
    {
        if (m_block != number / kTagsPerBlock) {
            m_block = number / kTagsPerBlock;
            m_tags = key.tags(m_block);
        }
        return m_tags[number % kTagsPerBlock];
    }

private:
    std::uint32_t m_block = UINT32_MAX;
    TagBlock m_tags{};
};

} // namespace sotto::crypto
