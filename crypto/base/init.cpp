#include "crypto/base/init.h"

#include "crypto/base/bytes.h"

#include <sodium.h>

namespace sotto::crypto {

namespace {

/// RFC 7748 section 6.1: Alice's public key from her private key. One wrong limb shows here.
bool x25519AnswersRightly()
{
    constexpr std::array<std::uint8_t, 32> kPrivate = {
        0x77, 0x07, 0x6d, 0x0a, 0x73, 0x18, 0xa5, 0x7d, 0x3c, 0x16, 0xc1,
        0x72, 0x51, 0xb2, 0x66, 0x45, 0xdf, 0x4c, 0x2f, 0x87, 0xeb, 0xc0,
        0x99, 0x2a, 0xb1, 0x77, 0xfb, 0xa5, 0x1d, 0xb9, 0x2c, 0x2a};
    constexpr std::array<std::uint8_t, 32> kPublic = {
        0x85, 0x20, 0xf0, 0x09, 0x89, 0x30, 0xa7, 0x54, 0x74, 0x8b, 0x7d,
        0xdc, 0xb4, 0x3e, 0xf7, 0x5a, 0x0d, 0xbf, 0x3a, 0x0d, 0x26, 0x38,
        0x1a, 0xf4, 0xeb, 0xa4, 0xa9, 0x8e, 0xaa, 0x9b, 0x4e, 0x6a};
    std::array<std::uint8_t, 32> out{};
    return crypto_scalarmult_base(out.data(), kPrivate.data()) == 0 && out == kPublic;
}

/// A round trip through ML-KEM-768, which libsodium answers with noise rather than an error when
/// anything is off.
bool mlKemAgrees()
{
    std::array<std::uint8_t, crypto_kem_mlkem768_PUBLICKEYBYTES> publicKey{};
    std::array<std::uint8_t, crypto_kem_mlkem768_SECRETKEYBYTES> secretKey{};
    std::array<std::uint8_t, crypto_kem_mlkem768_SEEDBYTES> seed{};
    std::array<std::uint8_t, 32> coins{};
    std::array<std::uint8_t, crypto_kem_mlkem768_CIPHERTEXTBYTES> ciphertext{};
    std::array<std::uint8_t, 32> sent{};
    std::array<std::uint8_t, 32> received{};
    return crypto_kem_mlkem768_seed_keypair(publicKey.data(), secretKey.data(), seed.data()) == 0 &&
           crypto_kem_mlkem768_enc_deterministic(ciphertext.data(), sent.data(), publicKey.data(),
                                                 coins.data()) == 0 &&
           crypto_kem_mlkem768_dec(received.data(), ciphertext.data(), secretKey.data()) == 0 &&
           sent == received;
}

} // namespace

bool initialize()
{
    return sodium_init() >= 0 && x25519AnswersRightly() && mlKemAgrees();
}

} // namespace sotto::crypto
