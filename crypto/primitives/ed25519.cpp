#include "crypto/primitives/ed25519.h"

#include <sodium.h>

namespace sotto::crypto {

namespace {

Bytes labelled(const Label& label, ByteView message)
{
    Bytes out;
    out.reserve(label.text.size() + 1 + message.size());
    append(out, asBytes(label.text));
    out.push_back(0);
    append(out, message);
    return out;
}

} // namespace

SigningKey::SigningKey(const SigningSeed& seed)
{
    crypto_sign_ed25519_seed_keypair(m_publicKey.data(), m_secretKey.data(), seed.data());
}

SigningKey SigningKey::generate(Random& random)
{
    return SigningKey(random.make<SigningSeed>());
}

SigningSeed SigningKey::seed() const
{
    return SigningSeed(m_secretKey.view().first<32>());
}

SigningKey SigningKey::duplicate() const
{
    return SigningKey(seed());
}

Signature SigningKey::sign(const Label& label, ByteView message) const
{
    const Bytes body = labelled(label, message);
    Signature out;
    crypto_sign_ed25519_detached(out.data(), nullptr, body.data(), body.size(), m_secretKey.data());
    return out;
}

bool verify(const SigningPublicKey& publicKey, const Label& label, ByteView message,
            const Signature& signature)
{
    const Bytes body = labelled(label, message);
    return crypto_sign_ed25519_verify_detached(signature.data(), body.data(), body.size(),
                                               publicKey.data()) == 0;
}

} // namespace sotto::crypto
