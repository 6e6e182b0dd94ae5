#pragma once

#include "crypto/base/random.h"
#include "crypto/base/result.h"
#include "crypto/base/secret.h"

namespace sotto::crypto {

/// X25519 (RFC 7748).
using X25519SecretKey = Secret<struct X25519SecretKeyTag, 32>;
using X25519PublicKey = FixedBytes<struct X25519PublicKeyTag, 32>;
/// What an agreement yields. Not uniformly distributed: it goes into a key derivation.
using DhOutput = Secret<struct DhOutputTag, 32>;

struct X25519KeyPair
{
    X25519SecretKey secretKey;
    X25519PublicKey publicKey;
};

enum class DhError : std::uint8_t
{
    NonCanonicalKey, ///< a second encoding of a public key: u >= 2^255 - 19, or the top bit set
    LowOrderKey,     ///< the result would be the same for every secret key
};

[[nodiscard]] X25519KeyPair generateX25519(Random& random);
[[nodiscard]] X25519PublicKey x25519PublicKey(const X25519SecretKey& secretKey);

/// True for the one encoding that this program accepts of a u-coordinate, so that nobody can show
/// the same key under two names.
[[nodiscard]] bool isCanonical(const X25519PublicKey& publicKey);

/// X25519(secretKey, publicKey), with the contributory check of RFC 7748 section 6.1 made
/// mandatory.
[[nodiscard]] Result<DhOutput, DhError> agree(const X25519SecretKey& secretKey,
                                              const X25519PublicKey& publicKey);

} // namespace sotto::crypto
