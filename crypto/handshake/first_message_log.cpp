#include "crypto/handshake/first_message_log.h"

#include <cassert>

namespace sotto::crypto {

bool FirstMessageLog::hasRoomFor(const DeviceAddress& peer, bool oneTime) const
{
    if (m_seen.size() >= kMaxFirstMessages) {
        return false;
    }
    const auto at = m_devices.find(peer);
    return at == m_devices.end() || (at->second.answered < kMaxAnsweredOfADevice &&
                                     (!oneTime || at->second.oneTime < kMaxOneTimeOfADevice));
}

void FirstMessageLog::add(const SessionId& id, const DeviceAddress& peer, bool oneTime)
{
    if (m_seen.contains(id)) {
        return;
    }
    assert(hasRoomFor(peer, oneTime)); // answerHandshake() has asked
    m_seen.insert(id);
    Counts& counts = m_devices[peer];
    ++counts.answered;
    if (oneTime) {
        ++counts.oneTime;
    }
}

void FirstMessageLog::write(SecretWriter& out) const
{
    out.count16(m_seen.size());
    for (const SessionId& id : m_seen) {
        out.bytes(id);
    }
    out.count16(m_devices.size());
    for (const auto& [peer, counts] : m_devices) {
        out.bytes(peer.account).bytes(peer.device).u8(counts.answered).u8(counts.oneTime);
    }
}

FirstMessageLog FirstMessageLog::read(Reader& in)
{
    FirstMessageLog out;
    const std::size_t count = in.count16(kMaxFirstMessages);
    for (std::size_t i = 0; i < count && !in.failed(); ++i) {
        const auto id = in.fixed<SessionId>();
        if (!out.m_seen.empty() && id <= *out.m_seen.rbegin()) {
            in.fail(ParseError::Kind::NonCanonical);
        }
        out.m_seen.insert(out.m_seen.end(), id);
    }
    const std::size_t devices = in.count16(count);
    std::size_t answered = 0;
    for (std::size_t i = 0; i < devices && !in.failed(); ++i) {
        DeviceAddress peer;
        peer.account = in.fixed<AccountId>();
        peer.device = in.fixed<DeviceId>();
        Counts counts;
        counts.answered = in.u8();
        counts.oneTime = in.u8();
        if (counts.answered == 0 || counts.answered > kMaxAnsweredOfADevice ||
            counts.oneTime > counts.answered || counts.oneTime > kMaxOneTimeOfADevice) {
            in.fail(ParseError::Kind::OutOfRange);
        }
        if (!out.m_devices.empty() && peer <= out.m_devices.rbegin()->first) {
            in.fail(ParseError::Kind::NonCanonical);
        }
        answered += counts.answered;
        out.m_devices.emplace_hint(out.m_devices.end(), peer, counts);
    }
    if (!in.failed() && answered != count) {
        in.fail(ParseError::Kind::NonCanonical);
    }
    return out;
}

} // namespace sotto::crypto
