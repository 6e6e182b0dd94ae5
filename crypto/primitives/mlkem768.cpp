#include "crypto/primitives/mlkem768.h"

#include <cassert>

#include <sodium.h>

namespace sotto::crypto {

static_assert(MlKem768Seed::kSize == crypto_kem_mlkem768_SEEDBYTES);
static_assert(MlKem768PublicKey::kSize == crypto_kem_mlkem768_PUBLICKEYBYTES);
static_assert(MlKem768Ciphertext::kSize == crypto_kem_mlkem768_CIPHERTEXTBYTES);
static_assert(MlKem768SharedSecret::kSize == crypto_kem_mlkem768_SHAREDSECRETBYTES);

MlKem768SecretKey::MlKem768SecretKey(const MlKem768Seed& seed)
    : m_seed(seed.duplicate())
    , m_expanded(std::make_unique<Secret<MlKem768SecretKey, 2400>>())
    , m_publicKey(std::make_unique<MlKem768PublicKey>())
{
    static_assert(crypto_kem_mlkem768_SECRETKEYBYTES == 2400);
    const int rc =
        crypto_kem_mlkem768_seed_keypair(m_publicKey->data(), m_expanded->data(), seed.data());
    assert(rc == 0);
    static_cast<void>(rc);
}

MlKem768SecretKey MlKem768SecretKey::generate(Random& random)
{
    return MlKem768SecretKey(random.make<MlKem768Seed>());
}

MlKem768SharedSecret MlKem768SecretKey::decapsulate(const MlKem768Ciphertext& ciphertext) const
{
    MlKem768SharedSecret out;
    const int rc = crypto_kem_mlkem768_dec(out.data(), ciphertext.data(), m_expanded->data());
    assert(rc == 0);
    static_cast<void>(rc);
    return out;
}

std::optional<MlKem768Encapsulation> encapsulate(const MlKem768PublicKey& publicKey, Random& random)
{
    const auto coins = random.make<Secret<struct CoinsTag, 32>>();
    MlKem768Encapsulation out;
    if (crypto_kem_mlkem768_enc_deterministic(out.ciphertext.data(), out.sharedSecret.data(),
                                              publicKey.data(), coins.data()) != 0) {
        return std::nullopt;
    }
    return out;
}

} // namespace sotto::crypto
