#include "crypto/primitives/x25519.h"

#include <sodium.h>

namespace sotto::crypto {

X25519KeyPair generateX25519(Random& random)
{
    X25519KeyPair out;
    random.fill(out.secretKey.mutableView());
    out.publicKey = x25519PublicKey(out.secretKey);
    return out;
}

X25519PublicKey x25519PublicKey(const X25519SecretKey& secretKey)
{
    X25519PublicKey out;
    // Cannot fail: the base point has a large order.
    static_cast<void>(crypto_scalarmult_base(out.data(), secretKey.data()));
    return out;
}

bool isCanonical(const X25519PublicKey& publicKey)
{
    const auto& u = publicKey.bytes;
    if (u[31] != 0x7F) {
        return u[31] < 0x7F;
    }
    for (std::size_t i = 30; i >= 1; --i) {
        if (u[i] != 0xFF) {
            return true;
        }
    }
    return u[0] < 0xED;
}

Result<DhOutput, DhError> agree(const X25519SecretKey& secretKey, const X25519PublicKey& publicKey)
{
    if (!isCanonical(publicKey)) {
        return Unexpected(DhError::NonCanonicalKey);
    }
    DhOutput out;
    if (crypto_scalarmult(out.data(), secretKey.data(), publicKey.data()) != 0) {
        return Unexpected(DhError::LowOrderKey);
    }
    return out;
}

} // namespace sotto::crypto
