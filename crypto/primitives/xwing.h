#pragma once

#include "crypto/base/random.h"
#include "crypto/base/secret.h"

#include <optional>

namespace sotto::crypto {

/// X-Wing (draft-connolly-cfrg-xwing-kem-06): X25519 and ML-KEM-768 as one KEM. The secret key is
/// its 32-byte seed.
using XWingSecretKey = Secret<struct XWingSecretKeyTag, 32>;
using XWingPublicKey = FixedBytes<struct XWingPublicKeyTag, 1216>;
using XWingCiphertext = FixedBytes<struct XWingCiphertextTag, 1120>;
using XWingSharedSecret = Secret<struct XWingSharedSecretTag, 32>;

struct XWingKeyPair
{
    XWingSecretKey secretKey;
    XWingPublicKey publicKey;
};

struct XWingEncapsulation
{
    XWingCiphertext ciphertext;
    XWingSharedSecret sharedSecret;
};

[[nodiscard]] XWingKeyPair generateXWing(Random& random);
[[nodiscard]] XWingPublicKey xwingPublicKey(const XWingSecretKey& secretKey);

/// Nothing if the public key is malformed or of low order.
[[nodiscard]] std::optional<XWingEncapsulation> encapsulate(const XWingPublicKey& publicKey,
                                                            Random& random);
/// Nothing if the ciphertext's X25519 half is of low order.
[[nodiscard]] std::optional<XWingSharedSecret> decapsulate(const XWingSecretKey& secretKey,
                                                           const XWingCiphertext& ciphertext);

} // namespace sotto::crypto
