#pragma once

#include "crypto/base/identifiers.h"
#include "crypto/phrase/recovery_phrase.h"
#include "crypto/primitives/argon2id.h"
#include "crypto/primitives/ed25519.h"
#include "crypto/primitives/xwing.h"

namespace sotto::crypto {

/// How a phrase becomes a master key. A version never changes once it was used.
struct MasterKeyVersion
{
    std::uint8_t version = 0;
    Argon2idCost cost;
    Personal salt; ///< 16 bytes, the same for everybody: the phrase has 128 bits of its own
};

/// All versions, newest first: a client tries the locator of each in this order.
[[nodiscard]] std::span<const MasterKeyVersion> masterKeyVersions();

/// The BIP39 passphrase after NFKD; longer than any that a person types.
inline constexpr std::size_t kMaxPassphraseBytes = 1024;

using MasterKey = GuardedSecret<struct MasterKeyTag, 32>;

enum class MasterKeyError : std::uint8_t
{
    PassphraseTooLong, ///< beyond kMaxPassphraseBytes, before or after NFKD
    OutOfMemory,       ///< the system has not the memory that this version asks for
};

/// Argon2id over the phrase's entropy and the optional BIP39 passphrase (UTF-8, empty for none).
/// Takes about a second and 256 MiB with version 1. PROTOCOL.md section 2.
[[nodiscard]] Result<MasterKey, MasterKeyError>
deriveMasterKey(const RecoveryPhrase& phrase, ByteView passphrase, const MasterKeyVersion& version,
                const UnicodeNormalizer& normalizer);

/// All that a phrase stands for. Lives while the phrase is being used and is wiped with it.
struct RecoveryKeys
{
    ObjectId locator;      ///< where the relay keeps the recovery record; public
    SigningKey fetchKey;   ///< proves to the relay that a fetch comes from the phrase
    SigningKey signingKey; ///< the account's recovery key in its log
    SigningKey cardRoot;   ///< one root for each kind of object, so that a relay links none
    SigningKey recordRoot;
    SigningKey vaultRoot;
    XWingKeyPair wrappingKey; ///< what the shared key is wrapped to
};

[[nodiscard]] RecoveryKeys deriveRecoveryKeys(const MasterKey& masterKey);

} // namespace sotto::crypto
