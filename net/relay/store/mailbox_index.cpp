#include "net/relay/store/mailbox_index.h"

#include <algorithm>
#include <cassert>

namespace sotto::relay {

void MailboxQueue::append(const QueuedEnvelope& entry)
{
    m_entries.push_back(entry);
    m_bytes += entry.bytes;
    ++m_newest;
}

void MailboxQueue::removeLast()
{
    assert(size() > 0);
    m_bytes -= m_entries.back().bytes;
    m_entries.pop_back();
    --m_newest;
}

std::vector<QueuedEnvelope> MailboxQueue::removeFirst(std::size_t count)
{
    assert(count <= size());
    const auto first = m_entries.begin() + static_cast<std::ptrdiff_t>(m_head);
    std::vector<QueuedEnvelope> out(first, first + static_cast<std::ptrdiff_t>(count));
    for (const QueuedEnvelope& entry : out) {
        m_bytes -= entry.bytes;
    }
    m_head += count;
    if (m_head == m_entries.size()) {
        m_entries = {};
        m_head = 0;
    } else if (m_head > m_entries.size() / 2) {
        m_entries.erase(m_entries.begin(), m_entries.begin() + static_cast<std::ptrdiff_t>(m_head));
        m_head = 0;
    }
    return out;
}

void MailboxQueue::putBack(const std::vector<QueuedEnvelope>& first)
{
    m_entries.erase(m_entries.begin(), m_entries.begin() + static_cast<std::ptrdiff_t>(m_head));
    m_entries.insert(m_entries.begin(), first.begin(), first.end());
    m_head = 0;
    for (const QueuedEnvelope& entry : first) {
        m_bytes += entry.bytes;
    }
}

void MailboxQueue::raiseNewest(std::uint64_t newest)
{
    assert(size() == 0);
    m_newest = std::max(m_newest, newest);
}

MailboxQueue* MailboxIndex::find(std::int64_t mailbox)
{
    const auto it = m_queues.find(mailbox);
    return it != m_queues.end() ? &it->second : nullptr;
}

MailboxQueue& MailboxIndex::insert(std::int64_t mailbox, MailboxQueue queue)
{
    return m_queues.insert_or_assign(mailbox, std::move(queue)).first->second;
}

void MailboxIndex::markUnwritten(std::int64_t mailbox, MailboxQueue& queue)
{
    if (!queue.isUnwritten) {
        queue.isUnwritten = true;
        m_unwritten.push_back(mailbox);
    }
}

void MailboxIndex::written()
{
    for (const std::int64_t mailbox : m_unwritten) {
        if (MailboxQueue* queue = find(mailbox)) {
            queue->isUnwritten = false;
            if (queue->size() == 0 && queue->epoch == 0) {
                erase(mailbox);
            }
        }
    }
    m_unwritten.clear();
}

} // namespace sotto::relay
