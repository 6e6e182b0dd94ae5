#include "crypto/primitives/aead.h"

#include <cassert>

#include <sodium.h>

namespace sotto::crypto {

static_assert(kAeadKeyBytes == crypto_aead_xchacha20poly1305_ietf_KEYBYTES);
static_assert(kAeadNonceBytes == crypto_aead_xchacha20poly1305_ietf_NPUBBYTES);
static_assert(kAeadTagBytes == crypto_aead_xchacha20poly1305_ietf_ABYTES);

void aeadSeal(AeadKey key, AeadNonce nonce, ByteView associatedData, ByteView plaintext,
              MutableByteView out)
{
    assert(out.size() == plaintext.size() + kAeadTagBytes);
    crypto_aead_xchacha20poly1305_ietf_encrypt(
        out.data(), nullptr, plaintext.data(), plaintext.size(), associatedData.data(),
        associatedData.size(), nullptr, nonce.data(), key.data());
}

Bytes aeadSeal(AeadKey key, AeadNonce nonce, ByteView associatedData, ByteView plaintext)
{
    Bytes out(plaintext.size() + kAeadTagBytes);
    aeadSeal(key, nonce, associatedData, plaintext, out);
    return out;
}

bool aeadOpen(AeadKey key, AeadNonce nonce, ByteView associatedData, ByteView ciphertext,
              MutableByteView out)
{
    if (ciphertext.size() < kAeadTagBytes) {
        return false;
    }
    assert(out.size() == ciphertext.size() - kAeadTagBytes);
    return crypto_aead_xchacha20poly1305_ietf_decrypt(
               out.data(), nullptr, nullptr, ciphertext.data(), ciphertext.size(),
               associatedData.data(), associatedData.size(), nonce.data(), key.data()) == 0;
}

std::optional<SecretBytes> aeadOpen(AeadKey key, AeadNonce nonce, ByteView associatedData,
                                    ByteView ciphertext)
{
    if (ciphertext.size() < kAeadTagBytes) {
        return std::nullopt;
    }
    SecretBytes out(ciphertext.size() - kAeadTagBytes);
    if (!aeadOpen(key, nonce, associatedData, ciphertext, out.mutableView())) {
        return std::nullopt;
    }
    return out;
}

} // namespace sotto::crypto
