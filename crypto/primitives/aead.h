#pragma once

#include "crypto/base/bytes.h"
#include "crypto/base/secret.h"

#include <optional>

namespace sotto::crypto {

/// XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha-03 section 2): 32-byte key, 24-byte nonce, 16-byte
/// tag behind the ciphertext. Keys are taken as spans so that each use keeps its own Secret type.
inline constexpr std::size_t kAeadKeyBytes = 32;
inline constexpr std::size_t kAeadNonceBytes = 24;
inline constexpr std::size_t kAeadTagBytes = 16;

using AeadKey = std::span<const std::uint8_t, kAeadKeyBytes>;
using AeadNonce = std::span<const std::uint8_t, kAeadNonceBytes>;

/// For a key that encrypts one message only.
inline constexpr std::array<std::uint8_t, kAeadNonceBytes> kZeroNonce{};

/// Writes plaintext.size() + 16 bytes to @p out, which may begin where the plaintext does.
void aeadSeal(AeadKey key, AeadNonce nonce, ByteView associatedData, ByteView plaintext,
              MutableByteView out);
[[nodiscard]] Bytes aeadSeal(AeadKey key, AeadNonce nonce, ByteView associatedData,
                             ByteView plaintext);

/// Writes ciphertext.size() - 16 bytes to @p out, which may begin where the ciphertext does.
/// False, and nothing of use in @p out, if anything was changed.
[[nodiscard]] bool aeadOpen(AeadKey key, AeadNonce nonce, ByteView associatedData,
                            ByteView ciphertext, MutableByteView out);
[[nodiscard]] std::optional<SecretBytes> aeadOpen(AeadKey key, AeadNonce nonce,
                                                  ByteView associatedData, ByteView ciphertext);

} // namespace sotto::crypto
