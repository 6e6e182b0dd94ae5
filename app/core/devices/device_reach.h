#pragma once

#include "app/core/vault/vault.pb.h"
#include "crypto/log/device_log.h"
#include "crypto/vault/contact_point.h"

namespace sotto::core {

/// This device's keys in the lists of the account's objects. Null where there is no list yet.
struct OwnListKeys
{
    const crypto::SigningKey* card = nullptr;
    const crypto::SigningKey* record = nullptr;
    const crypto::SigningKey* vault = nullptr;
};

/// How this device is reached and which its list keys are, as it says it to the others: signed by
/// the device, and by each list key, so that nobody says it for another device, and none names
/// another one's keys as its own. @p reach has number, relay, mailbox and bundle key.
///
///     struct {
///         u8  version = 1;
///         u8  account[32];
///         u8  device[32];
///         u32 number;
///         bytes16 relay;
///         u8  mailbox[32]; u8 bundle_key[32];
///         u8  card_key[32]; u8 record_key[32]; u8 vault_key[32];  // zero: none
///     } DeviceReachStatement;     // PROTOCOL.md 15.6
[[nodiscard]] wire::DeviceReach signReach(wire::DeviceReach reach, const crypto::AccountId& account,
                                          const crypto::DeviceId& device,
                                          const crypto::SigningKey& deviceKey,
                                          const OwnListKeys& listKeys);

/// Whether it was said by a device that the log names, with the keys that it has now, and holds its
/// list keys.
[[nodiscard]] bool verifyReach(const wire::VaultDevice& said, const crypto::DeviceLog& log);

/// Where it is reached; nothing if it does not say that.
[[nodiscard]] std::optional<crypto::ContactMailbox> mailboxOf(const wire::DeviceReach& reach);

} // namespace sotto::core
