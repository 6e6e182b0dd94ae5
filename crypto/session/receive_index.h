#pragma once

#include "crypto/session/session_set.h"

#include <list>
#include <unordered_map>

namespace sotto::crypto {

/// Where an envelope belongs.
struct SessionRef
{
    DeviceAddress peer;
    SessionId session;

    bool operator==(const SessionRef&) const = default;
};

/// All sessions of a device: by the receive tags that they expect, so that one look-up finds the
/// session of an envelope, and in the order of their use. PROTOCOL.md section 8.3. Not stored: it
/// is made again from the sessions when the program starts.
class ReceiveIndex
{
public:
    ReceiveIndex() = default;
    ReceiveIndex(ReceiveIndex&&) = default;
    ReceiveIndex& operator=(ReceiveIndex&&) = default;

    /// Adds all that a set expects. Call once for each set at start.
    void addAll(const SessionSet& set);
    /// Follows a change of one session at @p now; @p session is the one that new tags belong to. A
    /// session that expects nothing any more is forgotten.
    void apply(const DeviceAddress& peer, const SessionId& session, const TagChanges& changes,
               Timestamp now);
    /// The session that expects this session message; null if none does.
    [[nodiscard]] const SessionRef* find(ByteView sessionMessage) const;
    /// Tags that are expected.
    [[nodiscard]] std::size_t size() const { return m_byTag.size(); }

    struct Entry
    {
        SessionRef ref;
        Timestamp used;
        std::size_t tags;
    };
    /// Every session, the most recently used first.
    [[nodiscard]] const std::list<Entry>& byUse() const { return m_byUse; }

private:
    /// A tag costs a pointer: a session expects more than a hundred of them.
    using Position = std::list<Entry>::iterator;

    Position put(const SessionRef& ref, Timestamp used);
    void addTags(Position at, const std::vector<ReceiveTag>& tags);

    std::list<Entry> m_byUse;
    std::unordered_map<SessionId, Position, FixedBytesHash> m_bySession;
    std::unordered_map<ReceiveTag, Position, FixedBytesHash> m_byTag;
};

/// The session message of an envelope: itself, or what a first message carries. Empty if it is
/// neither.
[[nodiscard]] ByteView sessionMessageOf(ByteView envelope);

} // namespace sotto::crypto
