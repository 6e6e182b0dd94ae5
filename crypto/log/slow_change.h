#pragma once

#include "crypto/log/log_state.h"

#include <map>

namespace sotto::crypto {

/// How long a slow change lies open: long enough that somebody on holiday comes back to a warning.
inline constexpr Duration kSlowChangeDelay = Duration::days(14);
/// How long an unapproved new device waits under NewDevicePolicy::ApprovalOrDay.
inline constexpr Duration kNewDeviceDelay = Duration::hours(24);

enum class StampFault : std::uint8_t
{
    BadStamp, ///< of another hash, by a relay that the log does not name, or not signed by it
    TooEarly, ///< less than kSlowChangeDelay between the stamps
};

/// Checks the two stamps of @p commit against the relays that @p state names. The same for every
/// observer at every time: no clock takes part.
[[nodiscard]] Result<void, StampFault> checkStamps(const LogState& state,
                                                   const EntryStatement& commit);

/// What one observer saw of one account's log and when, by its own clock: a second line of defence
/// against a relay that stamps whatever it is asked to, also against a proposal that its author
/// hid until it was committed. It never changes what is valid, only what this observer acts on.
/// PROTOCOL.md section 3, "Slow changes".
///
///     struct {
///         u8  version = 2;     // 1 did not say how much of the log had been seen
///         u32 entries_seen;
///         u16 n; { u8 proposal[32]; u64 first_seen; } proposals[n];  // strictly ascending
///         u16 n; { u8 device[32]; u64 first_seen; } devices[n];      // strictly ascending
///     } Sightings;
class Sightings
{
public:
    /// Call after every extension of a log: remembers which proposals, open or committed by now,
    /// and which waiting devices are there for the first time. Of the very first log that it is
    /// shown it takes what is committed as past, so show it a new account's log only when all of it
    /// is there. Forgets what no longer matters.
    void note(const LogState& state, Timestamp now);
    /// Whether this observer acts on @p change: 14 days after it first saw the proposal, or at once
    /// if the change was over when it read the log for the first time. Never before note().
    [[nodiscard]] bool mayActOn(const CommittedChange& change, Timestamp now) const;
    /// False while a device that only the phrase vouches for waits by the account's policy.
    [[nodiscard]] bool hasWaited(const DeviceRecord& device, Timestamp now) const;

    [[nodiscard]] Bytes serialize() const;
    [[nodiscard]] static Result<Sightings, ParseError> parse(ByteView stored);

private:
    std::uint32_t m_entriesSeen = 0;
    std::map<EntryHash, Timestamp> m_proposals;
    std::map<DeviceId, Timestamp> m_devices;
};

} // namespace sotto::crypto
