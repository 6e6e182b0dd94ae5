#pragma once

#include "crypto/base/bytes.h"
#include "crypto/base/labels.h"
#include "crypto/base/secret.h"

namespace sotto::crypto {

/// BLAKE2b-256 (RFC 7693) of public data, separated by its personalisation.
using Hash = FixedBytes<struct HashTag, 32>;

[[nodiscard]] Hash hash(const Personal& personal, ByteView message);

/// Keyed BLAKE2b (RFC 7693): derives @p out (16 to 64 bytes) from a 32-byte key. With an empty
/// message it is a single compression, which makes it the ratchet's key derivation. @p salt is
/// BLAKE2b's own 16-byte salt parameter.
void deriveBlake2b(const Personal& personal, std::span<const std::uint8_t, 32> key,
                   std::span<const std::uint8_t, 16> salt, ByteView message, MutableByteView out);
/// The same with an all-zero salt.
void deriveBlake2b(const Personal& personal, std::span<const std::uint8_t, 32> key,
                   ByteView message, MutableByteView out);

/// Derives a Secret or FixedBytes of 16 to 64 bytes with keyed BLAKE2b.
template <class Value>
[[nodiscard]] Value deriveBlake2b(const Personal& personal, std::span<const std::uint8_t, 32> key,
                                  ByteView message = {})
{
    Value out;
    deriveBlake2b(personal, key, message, out.mutableView());
    return out;
}

/// BLAKE2b-256 over pieces that are not in one place. Optionally keyed.
class Hasher
{
public:
    explicit Hasher(const Personal& personal, ByteView key = {});
    Hasher(const Hasher&) = default;
    Hasher& operator=(const Hasher&) = default;
    Hasher(Hasher&&) = default;
    Hasher& operator=(Hasher&&) = default;
    ~Hasher();

    Hasher& update(ByteView piece);
    /// The hash of all pieces; the hasher must not be used afterwards.
    [[nodiscard]] Hash finish();

private:
    alignas(64) std::array<std::uint8_t, 384> m_state{};
};

} // namespace sotto::crypto
