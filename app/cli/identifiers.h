#pragma once

#include "app/storage/contact_store.h"
#include "app/storage/message_store.h"
#include "crypto/device/device_keys.h"
#include "crypto/primitives/hash.h"

#include <string>

namespace sotto::cli {

/// 64 hexadecimal digits: what a contact, and an account, is called for good.
[[nodiscard]] std::string idOf(const storage::AccountBytes& account);
/// 32 hexadecimal digits, the same on both sides of a conversation.
[[nodiscard]] std::string idOf(const storage::MessageUid& uid);

/// 64 hexadecimal digits.
[[nodiscard]] std::string idOf(const crypto::DeviceId& device);
/// The same, of an alarm.
[[nodiscard]] std::string idOf(const crypto::Hash& alarm);

} // namespace sotto::cli
