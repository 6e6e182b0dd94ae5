#pragma once

#include "app/core/vault/vault.pb.h"

#include <optional>

/// What two devices say of one thing, made one. Each merge is commutative, associative and
/// idempotent: whatever the order, the repetitions and the gaps in which devices read, they agree.
/// Both sides keep the rules (content_rules.h) and speak of the same thing; the result does both as
/// well. No clock is asked: of two writes of one field the one with the higher (stamp, device)
/// stands, of the same stamp and device the one with the higher bytes.
namespace sotto::core::vault {

/// If a contact sent two devices two texts under one uid, the lower one stays; the other comes back
/// as a message under a uid that follows from it (secondUid()), and belongs into the vault as well.
std::optional<wire::VaultMessage> merge(wire::VaultMessage& into, const wire::VaultMessage& other);
/// Of the same conversation. Whoever collects looks after their count.
void merge(wire::VaultMarks& into, const wire::VaultMarks& other);
/// Logs are not verified here: see People::takeLog() for those of which neither extends the other.
void merge(wire::VaultContact& into, const wire::VaultContact& other);
void merge(wire::VaultConversation& into, const wire::VaultConversation& other);
void merge(wire::VaultSetting& into, const wire::VaultSetting& other);
void merge(wire::VaultDevice& into, const wire::VaultDevice& other);
void merge(wire::VaultProfile& into, const wire::VaultProfile& other);
void merge(wire::VaultAlarm& into, const wire::VaultAlarm& other);
/// Any two of one type and name; what never changes stays. Snapshots are no things.
std::optional<wire::VaultMessage> merge(wire::VaultContent& into, const wire::VaultContent& other);

/// What this version knows of a content. Unknown fields of registers travel with them.
[[nodiscard]] wire::VaultContent knownPart(const wire::VaultContent& content);

/// States rise, but Failed is lower than all but itself and Waiting.
[[nodiscard]] int rankOfState(std::uint32_t state);
/// Of a reach that another one does not replace.
[[nodiscard]] bool isNewer(const wire::ContactReach& reach, const wire::ContactReach& than);
/// First 16 bytes of H("sotto1 twotexts", uid || text).
[[nodiscard]] std::string secondUid(const std::string& uid, const std::string& text);

} // namespace sotto::core::vault
