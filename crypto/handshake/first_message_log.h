#pragma once

#include "crypto/base/reader.h"
#include "crypto/base/writer.h"
#include "crypto/ratchet/header_key.h"

#include <set>

namespace sotto::crypto {

/// Hash of the transcript of a handshake; the same on both sides. It is also the associated data
/// that every message of the session is bound to.
using SessionId = FixedBytes<struct SessionIdTag, 32>;

/// First messages answered under one signed prekey at most. Two days' worth; when three quarters
/// are used the prekey is rotated early, and when it is full, new ones are refused rather than old
/// ones forgotten, for a forgotten one could be replayed.
inline constexpr std::size_t kMaxFirstMessages = 4096;

/// The handshakes that were answered with one signed prekey. It dies with the prekey: without the
/// prekey nothing can be replayed.
class FirstMessageLog
{
public:
    [[nodiscard]] bool contains(const SessionId& id) const { return m_seen.contains(id); }
    [[nodiscard]] bool isFull() const { return m_seen.size() >= kMaxFirstMessages; }
    [[nodiscard]] bool isNearlyFull() const { return m_seen.size() >= kMaxFirstMessages / 4 * 3; }
    [[nodiscard]] std::size_t size() const { return m_seen.size(); }
    void add(const SessionId& id) { m_seen.insert(id); }

    void write(SecretWriter& out) const;
    [[nodiscard]] static FirstMessageLog read(Reader& in);

private:
    std::set<SessionId> m_seen;
};

} // namespace sotto::crypto
