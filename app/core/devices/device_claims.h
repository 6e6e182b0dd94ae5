#pragma once

#include "app/core/recovery/record_move.h"
#include "app/storage/vault_store.h"
#include "crypto/log/device_log.h"

#include <functional>
#include <set>

namespace sotto::core {

/// Which keys in the lists of card, recovery record and vault are whose: what the devices of the
/// log have signed, and what the words have signed for them (PROTOCOL.md 15.6, 15.8). A key that
/// nobody claims was put there by somebody who had the words, for himself.
struct DeviceClaims
{
    std::set<crypto::SigningPublicKey> keys;
    bool areWhole = true; ///< each of these devices has named a key for each list

    [[nodiscard]] bool hold(const crypto::SigningPublicKey& key) const
    {
        return keys.contains(key);
    }
};

using IsMeant = std::function<bool(const crypto::DeviceRecord&)>;

/// The claims of those devices of the log that are meant.
[[nodiscard]] DeviceClaims claimsOf(storage::VaultStore& store, const crypto::DeviceLog& log,
                                    const IsMeant& isMeant);
/// What the vault says of the record of the present words, if these are not the first ones: then
/// their change is done.
[[nodiscard]] std::optional<RecordMove> presentMove(storage::VaultStore& store,
                                                    const crypto::DeviceLog& log);
/// Whether a device that the log names, be it ended, claims this key in the vault's list.
[[nodiscard]] bool claimsVaultKey(storage::VaultStore& store, const crypto::DeviceLog& log,
                                  const crypto::SigningPublicKey& key);

} // namespace sotto::core
