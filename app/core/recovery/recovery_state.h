#pragma once

#include "app/core/changes.h"
#include "crypto/base/identifiers.h"
#include "crypto/primitives/ed25519.h"
#include "crypto/vault/recovery_record.h"

#include <optional>

namespace sotto::core {

/// What encrypts the words until they are confirmed. Made for one phrase.
using WordsWrapKey = crypto::Secret<struct WordsWrapKeyTag, 32>;

/// The vault's list as the phrase began it, for whoever brings the vault to the relay: nobody can
/// make it later without the words.
struct VaultBeginning
{
    std::vector<crypto::Bytes> changes; ///< creation, and this device's key
    crypto::SigningKey deviceKey;

    [[nodiscard]] VaultBeginning duplicate() const { return {changes, deviceKey.duplicate()}; }
};

/// What a device keeps for the recovery phrase, in its own database.
///
///     struct {
///         u8  version = 2;            // 1 ends before record
///         u8  words;                  // WordsState
///         u8  vault[32];              // object identifier
///         u8  has_provisional; u8 provisional_recovery[32] if so;         // seed
///         u8  has_sealed; bytes16 sealed if so;   // AEAD(wrap key, zero nonce, account, entropy)
///         u8  has_wrap_key; u8 wrap_key[32] if so;        // not in the keychain
///         u8  in_keychain;            // the keychain has it, or may still have it
///         u8  has_certificate; u8 certificate[1281] if so;
///         u8  has_vault; { bytes16 changes; u8 device_key[32]; } if so;
///         u16 record;
///     } RecoveryState;
struct RecoveryState
{
    WordsState words = WordsState::None;
    crypto::ObjectId vault;
    std::optional<crypto::SigningKey> provisionalRecovery; ///< while there are no words
    std::optional<crypto::Bytes> sealed;                   ///< while words is Shown
    std::optional<WordsWrapKey> wrapKey;
    bool inKeychain = false;
    std::optional<crypto::WrappingKeyCertificate> certificate; ///< of the phrase
    std::optional<VaultBeginning> vaultBeginning;
    std::uint16_t record = 0; ///< which one of the account's records, counted here: recordRow()

    [[nodiscard]] crypto::SecretBytes serialize() const;
    [[nodiscard]] static std::optional<RecoveryState> parse(crypto::ByteView stored);
};

/// Where the state of a recovery record is kept.
[[nodiscard]] std::string recordRow(std::uint32_t record);

} // namespace sotto::core
