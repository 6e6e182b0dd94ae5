#pragma once

#include "app/core/vault/vault.pb.h"

#include <string>

namespace sotto::core::vault {

/// Whether all sizes, counts, numbers and kinds are what this version takes. What breaks a rule is
/// refused whole. Signed parts (logs, entries) are judged by whoever uses them.
[[nodiscard]] bool keepsRules(const wire::VaultContent& content);

/// What tells things of one type apart; the same on all devices.
[[nodiscard]] std::string nameOf(const wire::VaultContent& content);
/// Conversation, author and uid: 80 bytes.
[[nodiscard]] std::string nameOf(const wire::VaultMessage& message);

} // namespace sotto::core::vault
