#pragma once

#include "app/storage/key_protection.h"

#include <variant>

namespace sotto::storage {

/// A database key under a passphrase; or two, while the database changes from one to the other.
struct SealedKey
{
    static constexpr std::size_t kSealedBytes = DatabaseKey::kSize + 16;
    static constexpr std::size_t kBothSealedBytes = 2 * DatabaseKey::kSize + 16;

    crypto::Argon2idCost cost;
    crypto::FixedBytes<struct KeySaltTag, 16> salt;
    crypto::FixedBytes<struct KeyNonceTag, 24> nonce;
    crypto::Bytes sealed = crypto::Bytes(kSealedBytes); ///< or kBothSealedBytes
};

/// The content of a key file; the layout stands at KeyFile.
struct KeyRecord
{
    struct InKeychain
    {};

    KeychainId name;
    std::variant<InKeychain, SealedKey, DatabaseKey> key;

    [[nodiscard]] KeyPlace place() const;
    [[nodiscard]] crypto::SecretBytes serialize() const;
    /// All but the sealed keys themselves: what the sealing binds. Only of a SealedKey.
    [[nodiscard]] crypto::Bytes sealedHeader() const;
    /// Damaged or NewerVersion.
    [[nodiscard]] static crypto::Result<KeyRecord, KeyError> parse(crypto::ByteView bytes);
};

/// Longer than any key file.
inline constexpr std::size_t kKeyFileBytesMax = 256;
/// What a key file may ask for. Far above what Sotto writes, and low enough that a damaged one
/// cannot keep the program busy for ever.
inline constexpr std::uint64_t kKeyFilePassesMax = 64;
inline constexpr std::uint64_t kKeyFileMemoryBytesMax = std::uint64_t{4} << 30U;
/// What libsodium asks for at least.
inline constexpr std::uint64_t kKeyFileMemoryBytesMin = 8'192;

} // namespace sotto::storage
