#pragma once

#include "crypto/base/identifiers.h"
#include "crypto/base/random.h"
#include "crypto/base/reader.h"
#include "crypto/device/device_keys.h"

namespace sotto::crypto {

/// Counts the shared keys of an account, from 1.
using Epoch = std::uint32_t;
inline constexpr Epoch kFirstEpoch = 1;
/// A new epoch every ten minutes for eighty years. (One a day for twenty years makes 7,300.)
inline constexpr Epoch kEpochMax = 1U << 22;

using SharedKeyBytes = Secret<struct SharedKeyTag, 32>;
/// What encrypts the vault's records of one epoch.
using VaultRecordKey = Secret<struct VaultRecordKeyTag, 32>;
/// What computes the identifiers of records.
using RecordIdKey = Secret<struct RecordIdKeyTag, 32>;
/// What gives each contact the secret by which it finds and opens its slot of a card.
using CardSlotKey = Secret<struct CardSlotKeyTag, 32>;

/// The random key that all of a person's devices hold, and the number of its epoch. It encrypts
/// nothing itself: each purpose has a key derived from it. It authorises nothing either: who may
/// write an object is a matter of listed keys. PROTOCOL.md section 5.1.
class SharedKey
{
public:
    /// @p epoch is from kFirstEpoch to kEpochMax.
    SharedKey(Epoch epoch, const SharedKeyBytes& key);
    /// The first shared key of a new account.
    [[nodiscard]] static SharedKey first(Random& random);
    /// A fresh key of the next epoch, which says nothing of this one.
    [[nodiscard]] SharedKey next(Random& random) const;

    [[nodiscard]] Epoch epoch() const { return m_epoch; }
    /// A second copy, asked for by name.
    [[nodiscard]] SharedKey duplicate() const;
    [[nodiscard]] std::span<const std::uint8_t, 32> secret() const { return m_key.view(); }

    /// @p objectId: of the object whose version names it.
    [[nodiscard]] SharedKeyCommitment commitment(const ObjectId& objectId) const;
    /// @p entryHash: of the newest entry of the device log.
    [[nodiscard]] LogHeadCommitment
    logHeadCommitment(const ObjectId& objectId, std::span<const std::uint8_t, 32> entryHash) const;
    [[nodiscard]] VaultRecordKey vaultRecordKey() const;
    [[nodiscard]] CardSlotKey cardSlotKey() const;
    /// Only of the first epoch, so that an identifier means the same record in every epoch.
    [[nodiscard]] RecordIdKey recordIdKey() const;

    /// 37 bytes: version 1, u32 epoch, key. For the pairwise ratchets and the own database.
    [[nodiscard]] SecretBytes serialize() const;
    [[nodiscard]] static Result<SharedKey, ParseError> parse(ByteView bytes);

    /// In constant time.
    [[nodiscard]] friend bool operator==(const SharedKey& a, const SharedKey& b)
    {
        return a.m_epoch == b.m_epoch && equalConstantTime(a.m_key.view(), b.m_key.view());
    }

private:
    Epoch m_epoch;
    GuardedSecret<struct SharedKeyTag, 32> m_key;
};

/// True for an epoch that can be.
[[nodiscard]] constexpr bool isEpoch(Epoch epoch)
{
    return epoch >= kFirstEpoch && epoch <= kEpochMax;
}

} // namespace sotto::crypto
