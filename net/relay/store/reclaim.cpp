#include "net/relay/store/reclaim.h"

#include <algorithm>

namespace sotto::relay {

namespace {

/// Rows of one statement: some tenths of a millisecond.
constexpr std::int64_t kRangeRowsMax = 256;

} // namespace

bool Reclaim::dropEnvelopes(Transaction& transaction, Deadline deadline)
{
    std::ranges::sort(m_freed);
    std::size_t done = 0;
    while (done < m_freed.size() && std::chrono::steady_clock::now() < deadline) {
        const std::int64_t first = m_freed[done];
        std::int64_t last = first;
        for (++done; done < m_freed.size() && m_freed[done] <= last + 1 &&
                     m_freed[done] - first < kRangeRowsMax;
             ++done) {
            last = m_freed[done];
        }
        dropRange(transaction, first, last);
    }
    const bool hasMore = done < m_freed.size();
    transaction.onCommit([this, done] {
        m_freed.erase(m_freed.begin(), m_freed.begin() + static_cast<std::ptrdiff_t>(done));
    });
    return hasMore;
}

void Reclaim::dropRange(Transaction& transaction, std::int64_t first, std::int64_t last)
{
    m_database.run("DELETE FROM envelope WHERE row BETWEEN ? AND ?", first, last);
    const std::int64_t lastForgotten = std::min(last, m_mark - 1);
    if (first > lastForgotten) {
        return;
    }
    // They waited while the mark passed them: now nothing needs their ids.
    std::vector<RememberedId> gone;
    {
        Query query = m_database.query("SELECT mailbox, id FROM arrival WHERE row BETWEEN ? AND ?");
        query.bind(first, lastForgotten);
        while (query.step()) {
            gone.push_back(RememberedId::of(query.integer(0), query.fixed<ShortEnvelopeId>(1)));
        }
    }
    dropArrivals(first, lastForgotten);
    forget(transaction, std::move(gone));
}

void Reclaim::forget(Transaction& transaction, std::vector<RememberedId> ids)
{
    transaction.onCommit([this, gone = std::move(ids)] {
        for (const RememberedId& id : gone) {
            m_index.ids.erase(id);
        }
    });
}

bool Reclaim::isPending(std::int64_t mailbox, std::uint64_t number)
{
    const MailboxQueue* queue = m_index.find(mailbox);
    return queue != nullptr && number > queue->acknowledged() && number <= queue->newest();
}

bool Reclaim::forgetIds(Transaction& transaction, Timestamp now, Deadline deadline)
{
    std::int64_t mark = m_mark;
    std::uint64_t remembered = m_remembered;
    std::int64_t first = mark; // of the rows that go, up to the mark
    bool hasMore = true;
    std::vector<RememberedId> gone;
    std::vector<std::pair<std::int64_t, std::int64_t>> ranges;
    {
        Query query = m_database.query(
            "SELECT row, mailbox, number, id, posted FROM arrival WHERE row >= ? ORDER BY row");
        query.bind(mark);
        while (true) {
            if (!query.step() || (remembered <= m_options.rememberedIdsMax &&
                                  now.since(query.time(4)) <= m_options.rememberedFor)) {
                hasMore = false;
                break;
            }
            if ((remembered & 0x3F) == 0 && std::chrono::steady_clock::now() >= deadline) {
                break;
            }
            const std::int64_t row = query.integer(0);
            if (isPending(query.integer(1), query.number(2))) {
                ranges.emplace_back(first, row - 1);
                first = row + 1;
            } else {
                gone.push_back(RememberedId::of(query.integer(1), query.fixed<ShortEnvelopeId>(3)));
            }
            mark = row + 1;
            --remembered;
        }
    }
    ranges.emplace_back(first, mark - 1);
    for (const auto& [from, to] : ranges) {
        if (from <= to) {
            dropArrivals(from, to);
        }
    }
    forget(transaction, std::move(gone));
    transaction.onCommit([this, mark, remembered] {
        m_mark = mark;
        m_remembered = remembered;
    });
    return hasMore;
}

void Reclaim::dropArrivals(std::int64_t first, std::int64_t last)
{
    m_database.run("DELETE FROM arrival WHERE row BETWEEN ? AND ?", first, last);
}

} // namespace sotto::relay
