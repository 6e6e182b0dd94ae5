#pragma once

#include "crypto/log/log_entry.h"
#include "crypto/objects/key_list.h"
#include "crypto/vault/recovery_record.h"

namespace sotto::core {

/// Where the recovery record of new words is, for the account's other devices, and a key in its
/// list for each of them. The message RecordMove of recovery.proto; PROTOCOL.md 15.8.
struct RecordMove
{
    struct Heir
    {
        crypto::DeviceId device;
        crypto::SigningKey key;
    };

    crypto::WrappingKeyCertificate certificate;
    std::vector<crypto::Bytes> changes; ///< the record's list, the creation first
    crypto::Signature signature;        ///< by the new recovery key, over account, place and root
    std::vector<Heir> heirs;

    void sign(const crypto::SigningKey& recovery, const crypto::AccountId& account);
    /// @p recovery: the key that the device log names now.
    [[nodiscard]] bool verify(const crypto::SigningPublicKey& recovery,
                              const crypto::AccountId& account) const;
    /// Whether a key may write the record.
    [[nodiscard]] bool lists(const crypto::SigningPublicKey& key) const;

    [[nodiscard]] crypto::SecretBytes serialize() const;
    /// Nothing if it does not parse, or its list does not verify.
    [[nodiscard]] static std::optional<RecordMove> parse(crypto::ByteView bytes);
};

} // namespace sotto::core
