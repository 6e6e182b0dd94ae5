#pragma once

#include "crypto/primitives/ed25519.h"
#include "crypto/primitives/x25519.h"

namespace sotto::crypto {

/// A device's X25519 identity key, published in its Edwards form so that a device log can demand a
/// proof of possession of it: an Ed25519 signature by the same scalar. (X25519 alone can prove
/// nothing without a partner.) The pair signs that proof and nothing else; everything else is
/// signed by the device's signing key. PROTOCOL.md, "Device keys".
using IdentityPublicKey = FixedBytes<struct IdentityPublicKeyTag, 32>;
using IdentitySeed = Secret<struct IdentitySeedTag, 32>;

enum class IdentityKeyError : std::uint8_t
{
    NotAPoint, ///< not the canonical encoding of a point of the prime-order subgroup
};

class IdentityKeyPair
{
public:
    explicit IdentityKeyPair(const IdentitySeed& seed);
    [[nodiscard]] static IdentityKeyPair generate(Random& random);

    [[nodiscard]] const IdentitySeed& seed() const { return m_seed; }
    [[nodiscard]] const IdentityPublicKey& publicKey() const { return m_publicKey; }
    /// The scalar for X25519 (RFC 8032 section 5.1.5: the lower half of SHA-512 of the seed).
    [[nodiscard]] const X25519SecretKey& dhSecretKey() const { return m_dh.secretKey; }
    [[nodiscard]] const X25519PublicKey& dhPublicKey() const { return m_dh.publicKey; }
    /// Shows that whoever names this key in @p statement holds it.
    [[nodiscard]] Signature provePossession(ByteView statement) const;
    [[nodiscard]] IdentityKeyPair duplicate() const { return IdentityKeyPair(m_seed); }

private:
    IdentitySeed m_seed;
    SigningKey m_prover;
    IdentityPublicKey m_publicKey;
    X25519KeyPair m_dh;
};

/// The X25519 public key of an identity: u = (1 + y) / (1 - y) (RFC 7748 section 4.1).
[[nodiscard]] Result<X25519PublicKey, IdentityKeyError> dhPublicKeyOf(const IdentityPublicKey& key);

[[nodiscard]] bool verifyPossession(const IdentityPublicKey& key, ByteView statement,
                                    const Signature& proof);

} // namespace sotto::crypto
