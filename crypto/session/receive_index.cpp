#include "crypto/session/receive_index.h"

#include "crypto/ratchet/envelope.h"

#include <algorithm>

namespace sotto::crypto {

/// The entry of a session, made if there is none, at its place in the order of use.
ReceiveIndex::Position ReceiveIndex::put(const SessionRef& ref, Timestamp used)
{
    const auto known = m_bySession.find(ref.session);
    const auto place = std::find_if(m_byUse.begin(), m_byUse.end(),
                                    [used](const Entry& entry) { return entry.used <= used; });
    if (known == m_bySession.end()) {
        const Position at = m_byUse.insert(place, Entry{ref, used, 0});
        m_bySession.emplace(ref.session, at);
        return at;
    }
    known->second->used = used;
    m_byUse.splice(place, m_byUse, known->second);
    return known->second;
}

void ReceiveIndex::addTags(Position at, const std::vector<ReceiveTag>& tags)
{
    for (const ReceiveTag& tag : tags) {
        at->tags += m_byTag.insert_or_assign(tag, at).second ? 1U : 0U;
    }
}

void ReceiveIndex::addAll(const SessionSet& set)
{
    for (const Session& session : set.sessions()) {
        addTags(put({set.peer(), session.id}, session.lastReceived),
                session.ratchet.expectedTags());
    }
}

void ReceiveIndex::apply(const DeviceAddress& peer, const SessionId& session,
                         const TagChanges& changes, Timestamp now)
{
    if (!changes.added.empty() || m_bySession.contains(session)) {
        addTags(put({peer, session}, now), changes.added);
    }
    for (const ReceiveTag& tag : changes.removed) {
        const auto found = m_byTag.find(tag);
        if (found == m_byTag.end()) {
            continue;
        }
        const Position at = found->second;
        m_byTag.erase(found);
        if (--at->tags == 0) {
            m_bySession.erase(at->ref.session);
            m_byUse.erase(at);
        }
    }
}

const SessionRef* ReceiveIndex::find(ByteView sessionMessage) const
{
    if (sessionMessage.size() < 1 + ReceiveTag::kSize || sessionMessage[0] != kSessionMessage) {
        return nullptr;
    }
    const auto at = m_byTag.find(ReceiveTag(sessionMessage.subspan<1, ReceiveTag::kSize>()));
    return at == m_byTag.end() ? nullptr : &at->second->ref;
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

} // namespace sotto::crypto
