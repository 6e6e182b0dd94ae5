#pragma once

#include "crypto/base/labels.h"
#include "crypto/base/random.h"
#include "crypto/base/secret.h"

namespace sotto::crypto {

/// Ed25519 (RFC 8032). The secret key is kept expanded (seed and public key), as libsodium signs
/// with it; only the 32-byte seed is ever stored.
using SigningSeed = Secret<struct SigningSeedTag, 32>;
using SigningPublicKey = FixedBytes<struct SigningPublicKeyTag, 32>;
using Signature = FixedBytes<struct SignatureTag, 64>;

class SigningKey
{
public:
    explicit SigningKey(const SigningSeed& seed);
    [[nodiscard]] static SigningKey generate(Random& random);

    [[nodiscard]] SigningSeed seed() const;
    [[nodiscard]] const SigningPublicKey& publicKey() const { return m_publicKey; }
    /// A second copy, asked for by name.
    [[nodiscard]] SigningKey duplicate() const;

    /// Signs label || 0x00 || message, so that no signature made for one purpose is valid for
    /// another. Deterministic.
    [[nodiscard]] Signature sign(const Label& label, ByteView message) const;

    /// libsodium's 64-byte form, for the conversion to X25519.
    [[nodiscard]] std::span<const std::uint8_t, 64> expanded() const { return m_secretKey.view(); }

private:
    Secret<SigningKey, 64> m_secretKey;
    SigningPublicKey m_publicKey;
};

/// Checks a signature strictly: canonical S, no public key or R of small order.
[[nodiscard]] bool verify(const SigningPublicKey& publicKey, const Label& label, ByteView message,
                          const Signature& signature);

} // namespace sotto::crypto
