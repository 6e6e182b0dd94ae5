#pragma once

#include "app/core/vault/limits.h"
#include "app/core/vault/vault.pb.h"

#include <optional>
#include <string_view>
#include <tuple>

/// What two devices say of one thing, made one. Each merge is commutative, associative and
/// idempotent: whatever the order, the repetitions and the gaps in which devices read, they agree.
/// Both sides keep the rules (content_rules.h) and speak of the same thing; the result does both as
/// well. Of two writes of one field the one with the higher (stamp, device) stands, of the same
/// stamp and device the one with the higher bytes; but one whose stamp lies above the horizon, as
/// no clock of this time makes it, gives way to each that does not.
namespace sotto::core::vault {

/// If a contact sent two devices two texts under one uid, the lower one stays; the other comes back
/// as a message under a uid that follows from it (secondUid()), and belongs into the vault as well.
std::optional<wire::VaultMessage> merge(wire::VaultMessage& into, const wire::VaultMessage& other);
/// Of the same conversation. Whoever collects looks after their count.
void merge(wire::VaultMarks& into, const wire::VaultMarks& other);
/// Logs are not verified here: see People::takeLog() for those of which neither extends the other.
void merge(wire::VaultContact& into, const wire::VaultContact& other,
           std::uint64_t horizon = kTimeMsMax);
void merge(wire::VaultConversation& into, const wire::VaultConversation& other,
           std::uint64_t horizon = kTimeMsMax);
void merge(wire::VaultSetting& into, const wire::VaultSetting& other,
           std::uint64_t horizon = kTimeMsMax);
void merge(wire::VaultDevice& into, const wire::VaultDevice& other,
           std::uint64_t horizon = kTimeMsMax);
void merge(wire::VaultProfile& into, const wire::VaultProfile& other,
           std::uint64_t horizon = kTimeMsMax);
void merge(wire::VaultAlarm& into, const wire::VaultAlarm& other,
           std::uint64_t horizon = kTimeMsMax);
/// Any two of one type and name; what never changes stays. Snapshots are no things.
std::optional<wire::VaultMessage> merge(wire::VaultContent& into, const wire::VaultContent& other,
                                        std::uint64_t horizon = kTimeMsMax);

/// The order of two writes of one field, as far as their stamps decide it.
[[nodiscard]] std::tuple<int, std::uint64_t, std::string_view> orderOf(const wire::Stamp& stamp,
                                                                       std::uint64_t horizon);
/// What this version knows of a content. Unknown fields of registers travel with them.
[[nodiscard]] wire::VaultContent knownPart(const wire::VaultContent& content);

/// States rise, but Failed is lower than all but itself and Waiting.
[[nodiscard]] int rankOfState(std::uint32_t state);
/// Of a reach that another one does not replace.
[[nodiscard]] bool isNewer(const wire::ContactReach& reach, const wire::ContactReach& than);
/// First 16 bytes of H("sotto1 twotexts", uid || text).
[[nodiscard]] std::string secondUid(const std::string& uid, const std::string& text);

} // namespace sotto::core::vault
