#pragma once

#include "net/relay/store/remembered_ids.h"
#include "net/relay/store/store.h"

#include <unordered_map>
#include <vector>

namespace sotto::relay {

/// An envelope that waits, 16 bytes. Its number follows from its place: see MailboxQueue.
struct QueuedEnvelope
{
    std::int64_t row = 0;
    std::uint32_t bytes = 0;
    std::uint32_t posted = 0; ///< seconds since 1970
};

/// Where one mailbox stands. What waits is numbered without gaps, up to `newest`.
class MailboxQueue
{
public:
    MailboxQueue() = default;
    /// One of which nothing waits.
    MailboxQueue(std::uint64_t newest, std::uint64_t expired)
        : m_newest(newest)
        , m_expired(expired)
    {}

    [[nodiscard]] std::size_t size() const { return m_entries.size() - m_head; }
    [[nodiscard]] std::uint64_t bytes() const { return m_bytes; }
    [[nodiscard]] std::uint64_t newest() const { return m_newest; }
    [[nodiscard]] std::uint64_t acknowledged() const { return m_newest - size(); }
    [[nodiscard]] std::uint64_t expired() const { return m_expired; }
    [[nodiscard]] const QueuedEnvelope& at(std::size_t place) const
    {
        return m_entries[m_head + place];
    }

    void append(const QueuedEnvelope& entry);
    void removeLast(); ///< takes append() back
    /// Takes the oldest away and returns them.
    std::vector<QueuedEnvelope> removeFirst(std::size_t count);
    void putBack(const std::vector<QueuedEnvelope>& first); ///< takes removeFirst() back
    void addExpired(std::uint64_t count) { m_expired += count; }
    void takeExpired(std::uint64_t count) { m_expired -= count; }
    /// A number that is known to have been given.
    void raiseNewest(std::uint64_t newest);

    std::uint64_t epoch = 0;  ///< of the present subscription; 0 if there was none since the start
    bool isUnwritten = false; ///< differs from the table `cursor`

private:
    std::vector<QueuedEnvelope> m_entries;
    std::size_t m_head = 0; ///< those before it are gone
    std::uint64_t m_newest = 0;
    std::uint64_t m_expired = 0;
    std::uint64_t m_bytes = 0;
};

/// What of the mailboxes is in memory, by the mailbox's row: those in which something waits, that
/// were subscribed to, or that were touched lately. All of it is derived from the tables `arrival`
/// and `cursor`; the cursors are written a little later than they move.
class MailboxIndex
{
public:
    /// Null if it is not in memory.
    [[nodiscard]] MailboxQueue* find(std::int64_t mailbox);
    MailboxQueue& insert(std::int64_t mailbox, MailboxQueue queue);
    void erase(std::int64_t mailbox) { m_queues.erase(mailbox); }

    /// Notes that its cursor has to be written.
    void markUnwritten(std::int64_t mailbox, MailboxQueue& queue);
    [[nodiscard]] const std::vector<std::int64_t>& unwritten() const { return m_unwritten; }
    /// All cursors are in the table now: forgets queues that are not needed in memory.
    void written();

    [[nodiscard]] std::size_t buckets() const { return m_queues.bucket_count(); }
    template <class Visit> void visitBucket(std::size_t bucket, Visit visit)
    {
        for (auto it = m_queues.begin(bucket); it != m_queues.end(bucket); ++it) {
            visit(it->first, it->second);
        }
    }

    RememberedIds ids;
    std::uint64_t pendingEnvelopes = 0;
    std::uint64_t pendingBytes = 0;
    std::uint64_t newestEpoch = 0;
    std::int64_t nextRow = 1; ///< of `arrival` and `envelope`; never given twice by one process

private:
    std::unordered_map<std::int64_t, MailboxQueue> m_queues;
    std::vector<std::int64_t> m_unwritten;
};

} // namespace sotto::relay
