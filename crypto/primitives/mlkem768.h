#pragma once

#include "crypto/base/random.h"
#include "crypto/base/secret.h"

#include <memory>
#include <optional>

namespace sotto::crypto {

/// ML-KEM-768 (FIPS 203). A secret key is stored as its 64-byte seed (d || z) only.
using MlKem768Seed = Secret<struct MlKem768SeedTag, 64>;
using MlKem768PublicKey = FixedBytes<struct MlKem768PublicKeyTag, 1184>;
using MlKem768Ciphertext = FixedBytes<struct MlKem768CiphertextTag, 1088>;
using MlKem768SharedSecret = Secret<struct MlKem768SharedSecretTag, 32>;

/// The secret key, expanded from its seed on the heap. Expanding costs about as much as an
/// encapsulation, so whoever decapsulates often keeps this in memory and the seed on disk.
class MlKem768SecretKey
{
public:
    explicit MlKem768SecretKey(const MlKem768Seed& seed);
    [[nodiscard]] static MlKem768SecretKey generate(Random& random);

    [[nodiscard]] const MlKem768Seed& seed() const { return m_seed; }
    [[nodiscard]] const MlKem768PublicKey& publicKey() const { return *m_publicKey; }
    /// Never fails: a ciphertext that was not made for this key gives a shared secret that nobody
    /// knows (implicit rejection).
    [[nodiscard]] MlKem768SharedSecret decapsulate(const MlKem768Ciphertext& ciphertext) const;

private:
    MlKem768Seed m_seed;
    std::unique_ptr<Secret<MlKem768SecretKey, 2400>> m_expanded;
    std::unique_ptr<MlKem768PublicKey> m_publicKey;
};

struct MlKem768Encapsulation
{
    MlKem768Ciphertext ciphertext;
    MlKem768SharedSecret sharedSecret;
};

/// Nothing if the public key is not a canonical encoding (FIPS 203 section 7.2, modulus check).
[[nodiscard]] std::optional<MlKem768Encapsulation> encapsulate(const MlKem768PublicKey& publicKey,
                                                               Random& random);

} // namespace sotto::crypto
