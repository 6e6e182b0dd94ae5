#include "crypto/session/receive_index.h"

#include "crypto/ratchet/envelope.h"

namespace sotto::crypto {

void ReceiveIndex::addAll(const SessionSet& set)
{
    for (const Session& session : set.sessions()) {
        apply(set.peer(), session.id, {session.ratchet.expectedTags(), {}});
    }
}

void ReceiveIndex::apply(const DeviceAddress& peer, const SessionId& session,
                         const TagChanges& changes)
{
    for (const ReceiveTag& tag : changes.removed) {
        m_byTag.erase(tag);
    }
    for (const ReceiveTag& tag : changes.added) {
        m_byTag.insert_or_assign(tag, SessionRef{peer, session});
    }
}

std::optional<SessionRef> ReceiveIndex::find(ByteView sessionMessage) const
{
    if (sessionMessage.size() < 1 + ReceiveTag::kSize || sessionMessage[0] != kSessionMessage) {
        return std::nullopt;
    }
    const auto at = m_byTag.find(ReceiveTag(sessionMessage.subspan<1, ReceiveTag::kSize>()));
    return at == m_byTag.end() ? std::nullopt : std::optional(at->second);
}

ByteView sessionMessageOf(ByteView envelope)
{
    if (envelope.empty()) {
        return {};
    }
    if (envelope[0] == kSessionMessage) {
        return envelope;
    }
    if (envelope[0] != kFirstMessage || envelope.size() < 3) {
        return {};
    }
    const std::size_t logBlocks = static_cast<std::size_t>((envelope[1] << 8U) | envelope[2]);
    const std::size_t prefix = kFirstMessagePrefixBytes + logBlocks * kAttachedLogBlock;
    return envelope.size() > prefix ? envelope.subspan(prefix) : ByteView();
}

bool TrialBudget::spend(std::uint32_t trials, Timestamp now)
{
    const std::uint64_t passed = now.since(m_filled).seconds;
    if (passed > 0 || now < m_filled) { // a clock that was set back gives nothing, but goes on
        m_filled = now;
        const std::uint64_t filled =
            m_left + std::min<std::uint64_t>(passed, kTrialBudget) * kTrialsPerSecond;
        m_left = static_cast<std::uint32_t>(std::min<std::uint64_t>(filled, kTrialBudget));
    }
    if (trials > m_left) {
        return false;
    }
    m_left -= trials;
    return true;
}

} // namespace sotto::crypto
