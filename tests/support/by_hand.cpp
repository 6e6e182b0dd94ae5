#include "tests/support/by_hand.h"

#include <cstdlib>

#include <sodium.h>

namespace sotto::test::by_hand {

using crypto::asBytes;
using crypto::Bytes;
using crypto::ByteView;

namespace {

void demand(bool holds)
{
    if (!holds) {
        std::abort();
    }
}

Bytes labelled(std::string_view label, ByteView message)
{
    return join({asBytes(label), Bytes{0}, message});
}

} // namespace

Bytes join(std::initializer_list<ByteView> parts)
{
    Bytes out;
    for (const ByteView part : parts) {
        crypto::append(out, part);
    }
    return out;
}

Bytes bigEndian(std::uint64_t value, std::size_t size)
{
    Bytes out(size);
    for (std::size_t i = 0; i < size; ++i) {
        out[i] = static_cast<std::uint8_t>(value >> (8 * (size - 1 - i)));
    }
    return out;
}

Bytes blake2b(std::string_view personal, ByteView key, ByteView message, std::size_t size,
              ByteView salt)
{
    Bytes filledPersonal(personal.begin(), personal.end());
    filledPersonal.resize(crypto_generichash_blake2b_PERSONALBYTES);
    Bytes filledSalt(salt.begin(), salt.end());
    filledSalt.resize(crypto_generichash_blake2b_SALTBYTES);
    Bytes out(size);
    demand(crypto_generichash_blake2b_salt_personal(out.data(), out.size(), message.data(),
                                                    message.size(), key.data(), key.size(),
                                                    filledSalt.data(), filledPersonal.data()) == 0);
    return out;
}

Bytes hkdfExtract(ByteView salt, ByteView keyMaterial)
{
    Bytes out(crypto_kdf_hkdf_sha256_KEYBYTES);
    demand(crypto_kdf_hkdf_sha256_extract(out.data(), salt.data(), salt.size(), keyMaterial.data(),
                                          keyMaterial.size()) == 0);
    return out;
}

Bytes hkdfExpand(ByteView key, std::string_view label, ByteView context, std::size_t size)
{
    const Bytes info = labelled(label, context);
    Bytes out(size);
    demand(crypto_kdf_hkdf_sha256_expand(out.data(), size,
                                         reinterpret_cast<const char*>(info.data()), info.size(),
                                         key.data()) == 0);
    return out;
}

Bytes sign(ByteView seed, std::string_view label, ByteView message)
{
    Bytes publicKey(crypto_sign_ed25519_PUBLICKEYBYTES);
    Bytes secretKey(crypto_sign_ed25519_SECRETKEYBYTES);
    demand(crypto_sign_ed25519_seed_keypair(publicKey.data(), secretKey.data(), seed.data()) == 0);
    const Bytes body = labelled(label, message);
    Bytes out(crypto_sign_ed25519_BYTES);
    demand(crypto_sign_ed25519_detached(out.data(), nullptr, body.data(), body.size(),
                                        secretKey.data()) == 0);
    return out;
}

Bytes aead(ByteView key, ByteView nonce, ByteView context, ByteView plaintext)
{
    Bytes out(plaintext.size() + crypto_aead_xchacha20poly1305_ietf_ABYTES);
    demand(crypto_aead_xchacha20poly1305_ietf_encrypt(
               out.data(), nullptr, plaintext.data(), plaintext.size(), context.data(),
               context.size(), nullptr, nonce.data(), key.data()) == 0);
    return out;
}

Bytes x25519(ByteView secret, ByteView publicKey)
{
    Bytes out(crypto_scalarmult_BYTES);
    demand(crypto_scalarmult(out.data(), secret.data(), publicKey.data()) == 0);
    return out;
}

Bytes x25519PublicKey(ByteView secret)
{
    Bytes out(crypto_scalarmult_BYTES);
    demand(crypto_scalarmult_base(out.data(), secret.data()) == 0);
    return out;
}

Bytes xwingDecapsulate(ByteView seed, ByteView ciphertext)
{
    Bytes publicKey(crypto_kem_xwing_PUBLICKEYBYTES);
    Bytes secretKey(crypto_kem_xwing_SECRETKEYBYTES);
    demand(crypto_kem_xwing_seed_keypair(publicKey.data(), secretKey.data(), seed.data()) == 0);
    Bytes out(crypto_kem_xwing_SHAREDSECRETBYTES);
    demand(crypto_kem_xwing_dec(out.data(), ciphertext.data(), secretKey.data()) == 0);
    return out;
}

} // namespace sotto::test::by_hand
