#pragma once

#include "crypto/base/random.h"
#include "crypto/base/writer.h"
#include "crypto/objects/object_id.h"
#include "crypto/primitives/hash.h"

#include <optional>
#include <span>
#include <vector>

namespace sotto::crypto {

/// What the relay keeps of it: H("sotto1 token", mailbox || token). The mailbox is in it so that
/// equal tokens of two mailboxes would not show.
using DeliveryTokenHash = FixedBytes<struct DeliveryTokenHashTag, 32>;

[[nodiscard]] DeliveryTokenHash hashToken(const MailboxId& mailbox, const DeliveryToken& token);

/// Contacts are spread over so many tokens of a mailbox, so that a flood names a quarter of them;
/// after a few random reassignments it names its source.
inline constexpr std::uint8_t kTokenCohorts = 4;
using TokenCohort = std::uint8_t;

/// The cohort of one contact until the next reassignment, drawn without regard to the others.
[[nodiscard]] TokenCohort drawCohort(Random& random);

/// Tokens of a mailbox: four cohorts, one for each open invite and each group that has its own. A
/// thousand of them are 32 KiB at the relay.
inline constexpr std::size_t kDeliveryTokensMax = 1024;
/// Hashes are filled up to a multiple of this with random ones, so that a relay cannot count the
/// groups and invites of a mailbox's owner.
inline constexpr std::size_t kDeliveryTokensStep = 16;

/// All token hashes that a mailbox accepts, given to the relay as a whole by its owner. Nothing
/// tells which is a cohort's, a group's, an invite's, or a filler.
///
///     struct {
///         u8  version = 1;
///         u16 count;              // 16, 32, ... 1024
///         u8  hashes[32][count];  // strictly ascending
///     } AcceptedTokens;           // PROTOCOL.md section 4.5
class AcceptedTokens
{
public:
    /// Sorts, drops duplicates and fills up; @p hashes are at most kDeliveryTokensMax.
    [[nodiscard]] static AcceptedTokens make(std::span<const DeliveryTokenHash> hashes,
                                             Random& random);
    [[nodiscard]] static Result<AcceptedTokens, ParseError> parse(ByteView bytes);
    [[nodiscard]] Bytes serialize() const;

    /// The hash of @p token if it is accepted: a relay counts posts by it, and the owner reads the
    /// counts. Nothing for a token that is refused.
    [[nodiscard]] std::optional<DeliveryTokenHash> find(const MailboxId& mailbox,
                                                        const DeliveryToken& token) const;
    [[nodiscard]] std::span<const DeliveryTokenHash> hashes() const { return m_hashes; }

private:
    AcceptedTokens() = default;

    std::vector<DeliveryTokenHash> m_hashes;
};

} // namespace sotto::crypto
