#pragma once

#include "crypto/log/log_entry.h"
#include "crypto/objects/key_list.h"
#include "crypto/vault/recovery_record.h"

namespace sotto::core {

/// Where the recovery record of new words is, for the account's other devices, and which key in its
/// list is made for which of them: they stand in the vault, so nothing in it is a secret. The
/// message RecordMove of recovery.proto.
///
///     struct {
///         u8  account[32];
///         u8  record[32];                 // its identifier
///         u8  root[32];                   // of its list
///         u16 count; struct { u8 device[32]; u8 key[32]; } heirs[count];
///         if (there is one) u8 card_root[32];
///     } RecordMoveStatement;              // PROTOCOL.md 15.8
struct RecordMove
{
    struct Heir
    {
        crypto::DeviceId device;
        crypto::SigningPublicKey key;
    };

    crypto::WrappingKeyCertificate certificate;
    std::vector<crypto::Bytes> changes; ///< the record's list, the creation first
    crypto::Signature signature;        ///< by the new recovery key, over the statement
    std::vector<Heir> heirs;
    /// That the list of the card has with the words; none in what older programs wrote.
    std::optional<crypto::SigningPublicKey> cardRoot;

    void sign(const crypto::SigningKey& recovery, const crypto::AccountId& account);
    /// @p recovery: the key that the device log names now.
    [[nodiscard]] bool verify(const crypto::SigningPublicKey& recovery,
                              const crypto::AccountId& account) const;
    /// The key of a device that may write the record.
    [[nodiscard]] std::optional<crypto::SigningPublicKey>
    keyOf(const crypto::DeviceId& device) const;

    [[nodiscard]] crypto::Bytes serialize() const;
    /// Nothing if it does not parse, or its list does not verify.
    [[nodiscard]] static std::optional<RecordMove> parse(crypto::ByteView bytes);
};

} // namespace sotto::core
