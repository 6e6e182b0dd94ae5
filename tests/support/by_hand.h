#pragma once

#include "crypto/base/bytes.h"

#include <initializer_list>
#include <string_view>

/// The constructions of PROTOCOL.md, "Notation", a second time: from that text, with nothing but
/// libsodium, and without a line of crypto/primitives. Vectors compare what Sotto makes with what
/// is made here. Aborts where libsodium refuses: only for tests.
namespace sotto::test::by_hand {

[[nodiscard]] crypto::Bytes join(std::initializer_list<crypto::ByteView> parts);
[[nodiscard]] crypto::Bytes bigEndian(std::uint64_t value, std::size_t size);

/// H (without a key) and KDF (with one).
[[nodiscard]] crypto::Bytes blake2b(std::string_view personal, crypto::ByteView key,
                                    crypto::ByteView message, std::size_t size = 32,
                                    crypto::ByteView salt = {});
[[nodiscard]] crypto::Bytes hkdfExtract(crypto::ByteView salt, crypto::ByteView keyMaterial);
[[nodiscard]] crypto::Bytes hkdfExpand(crypto::ByteView key, std::string_view label,
                                       crypto::ByteView context = {}, std::size_t size = 32);
/// Sign(secret seed, label, message).
[[nodiscard]] crypto::Bytes sign(crypto::ByteView seed, std::string_view label,
                                 crypto::ByteView message);
[[nodiscard]] crypto::Bytes aead(crypto::ByteView key, crypto::ByteView nonce,
                                 crypto::ByteView context, crypto::ByteView plaintext);
[[nodiscard]] crypto::Bytes x25519(crypto::ByteView secret, crypto::ByteView publicKey);
[[nodiscard]] crypto::Bytes x25519PublicKey(crypto::ByteView secret);
/// The shared secret, from the 32-byte seed of the secret key.
[[nodiscard]] crypto::Bytes xwingDecapsulate(crypto::ByteView seed, crypto::ByteView ciphertext);

} // namespace sotto::test::by_hand
