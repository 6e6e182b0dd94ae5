#include "crypto/primitives/xwing.h"

#include <cassert>

#include <sodium.h>

namespace sotto::crypto {

static_assert(XWingSecretKey::kSize == crypto_kem_xwing_SECRETKEYBYTES);
static_assert(XWingSecretKey::kSize == crypto_kem_xwing_SEEDBYTES);
static_assert(XWingPublicKey::kSize == crypto_kem_xwing_PUBLICKEYBYTES);
static_assert(XWingCiphertext::kSize == crypto_kem_xwing_CIPHERTEXTBYTES);

XWingKeyPair generateXWing(Random& random)
{
    XWingKeyPair out;
    random.fill(out.secretKey.mutableView());
    out.publicKey = xwingPublicKey(out.secretKey);
    return out;
}

XWingPublicKey xwingPublicKey(const XWingSecretKey& secretKey)
{
    XWingPublicKey out;
    XWingSecretKey sameSecretKey;
    const int rc =
        crypto_kem_xwing_seed_keypair(out.data(), sameSecretKey.data(), secretKey.data());
    assert(rc == 0);
    static_cast<void>(rc);
    return out;
}

std::optional<XWingEncapsulation> encapsulate(const XWingPublicKey& publicKey, Random& random)
{
    const auto coins = random.make<Secret<struct XWingCoinsTag, 64>>();
    XWingEncapsulation out;
    if (crypto_kem_xwing_enc_deterministic(out.ciphertext.data(), out.sharedSecret.data(),
                                           publicKey.data(), coins.data()) != 0) {
        return std::nullopt;
    }
    return out;
}

std::optional<XWingSharedSecret> decapsulate(const XWingSecretKey& secretKey,
                                             const XWingCiphertext& ciphertext)
{
    XWingSharedSecret out;
    if (crypto_kem_xwing_dec(out.data(), ciphertext.data(), secretKey.data()) != 0) {
        return std::nullopt;
    }
    return out;
}

} // namespace sotto::crypto
