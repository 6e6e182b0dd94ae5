#include "crypto/device/identity_key.h"

#include <sodium.h>

namespace sotto::crypto {

IdentityKeyPair::IdentityKeyPair(const IdentitySeed& seed)
    : m_seed(seed.duplicate())
    , m_prover(SigningSeed(seed.view()))
    , m_publicKey(m_prover.publicKey().view())
{
    crypto_sign_ed25519_sk_to_curve25519(m_dh.secretKey.data(), m_prover.expanded().data());
    m_dh.publicKey = x25519PublicKey(m_dh.secretKey);
}

IdentityKeyPair IdentityKeyPair::generate(Random& random)
{
    return IdentityKeyPair(random.make<IdentitySeed>());
}

Signature IdentityKeyPair::provePossession(ByteView statement) const
{
    return m_prover.sign(labels::kIdentityPossession, statement);
}

Result<X25519PublicKey, IdentityKeyError> dhPublicKeyOf(const IdentityPublicKey& key)
{
    // libsodium's conversion refuses small orders, points off the curve and off the prime-order
    // subgroup. What is left to ask is whether y is below p; its top bit is the sign of x.
    X25519PublicKey y(key.view());
    y.bytes[31] &= 0x7F;
    X25519PublicKey out;
    if (!isCanonical(y) || crypto_sign_ed25519_pk_to_curve25519(out.data(), key.data()) != 0) {
        return Unexpected(IdentityKeyError::NotAPoint);
    }
    return out;
}

bool verifyPossession(const IdentityPublicKey& key, ByteView statement, const Signature& proof)
{
    return verify(SigningPublicKey(key.view()), labels::kIdentityPossession, statement, proof);
}

} // namespace sotto::crypto
