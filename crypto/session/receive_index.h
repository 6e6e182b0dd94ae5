#pragma once

#include "crypto/session/session_set.h"

#include <unordered_map>

namespace sotto::crypto {

/// Header trials and openings that envelopes with unknown tags may cost, as a bucket that fills
/// again with time. A device with a thousand sessions looks through all of them for five envelopes
/// at once, and whoever knows its delivery token cannot keep it busy for more than a few
/// milliseconds of each second.
inline constexpr std::uint32_t kTrialBudget = 20'000;
inline constexpr std::uint32_t kTrialsPerSecond = 2'000;
/// What one X-Wing decapsulation costs, in header trials.
inline constexpr std::uint32_t kFirstMessageCost = 200;

/// Where an envelope belongs.
struct SessionRef
{
    DeviceAddress peer;
    SessionId session;

    bool operator==(const SessionRef&) const = default;
};

/// Finds the session of an envelope by its receive tag, for all sessions of a device, in one
/// look-up. PROTOCOL.md section 8.3. Not stored: it is made again from the sessions when the
/// program starts.
class ReceiveIndex
{
public:
    /// Adds all that a set expects. Call once for each set at start.
    void addAll(const SessionSet& set);
    /// Follows a change of one session; @p session is the one that new tags belong to.
    void apply(const DeviceAddress& peer, const SessionId& session, const TagChanges& changes);
    [[nodiscard]] std::optional<SessionRef> find(ByteView sessionMessage) const;
    [[nodiscard]] std::size_t size() const { return m_byTag.size(); }

private:
    std::unordered_map<ReceiveTag, SessionRef, FixedBytesHash> m_byTag;
};

/// The session message of an envelope: itself, or what a first message carries. Empty if it is
/// neither.
[[nodiscard]] ByteView sessionMessageOf(ByteView envelope);

/// Bounds the work that envelopes without a known tag can cause.
class TrialBudget
{
public:
    explicit TrialBudget(Timestamp now)
        : m_filled(now)
    {}

    /// True, and spent, if @p trials can be afforded now.
    [[nodiscard]] bool spend(std::uint32_t trials, Timestamp now);

private:
    std::uint32_t m_left = kTrialBudget;
    Timestamp m_filled;
};

} // namespace sotto::crypto
