#pragma once

#include "crypto/base/reader.h"
#include "crypto/base/writer.h"
#include "crypto/handshake/parties.h"

#include <map>
#include <set>

namespace sotto::crypto {

/// Hash of the transcript of a handshake; the same on both sides. It is also the associated data
/// that every message of the session is bound to.
using SessionId = FixedBytes<struct SessionIdTag, 32>;

/// First messages answered under one signed prekey at most. Two days' worth; when three quarters
/// are used the prekey is rotated early, and when it is full, new ones are refused rather than old
/// ones forgotten, for a forgotten one could be replayed.
inline constexpr std::size_t kMaxFirstMessages = 4096;
/// Of which one device may cause so many, so that none fills it alone. In two days an honest one
/// begins again once or twice.
inline constexpr std::size_t kMaxAnsweredOfADevice = 8;
/// Of which so many with a one-time prekey. All identifiers stand in the bundle and anybody who has
/// it may name any of them; the sixteen devices that an account can have take 64 of 100 at most.
inline constexpr std::size_t kMaxOneTimeOfADevice = 4;

/// The handshakes that were answered with one signed prekey, and how many of them each device
/// began. It dies with the prekey: without the prekey nothing can be replayed.
class FirstMessageLog
{
public:
    [[nodiscard]] bool contains(const SessionId& id) const { return m_seen.contains(id); }
    [[nodiscard]] bool isNearlyFull() const { return m_seen.size() >= kMaxFirstMessages / 4 * 3; }
    [[nodiscard]] std::size_t size() const { return m_seen.size(); }
    /// False if there is no room for another handshake of @p peer.
    [[nodiscard]] bool hasRoomFor(const DeviceAddress& peer, bool oneTime) const;
    void add(const SessionId& id, const DeviceAddress& peer, bool oneTime);

    void write(SecretWriter& out) const;
    [[nodiscard]] static FirstMessageLog read(Reader& in);

private:
    struct Counts
    {
        std::uint8_t answered = 0;
        std::uint8_t oneTime = 0; ///< of them
    };

    std::set<SessionId> m_seen;
    std::map<DeviceAddress, Counts> m_devices;
};

} // namespace sotto::crypto
