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
    X25519PublicKey out;
    if (crypto_core_ed25519_is_valid_point(key.data()) == 0 ||
        crypto_sign_ed25519_pk_to_curve25519(out.data(), key.data()) != 0) {
        return Unexpected(IdentityKeyError::NotAPoint);
    }
    return out;
}

bool verifyPossession(const IdentityPublicKey& key, ByteView statement, const Signature& proof)
{
    return verify(SigningPublicKey(key.view()), labels::kIdentityPossession, statement, proof);
}

} // namespace sotto::crypto
