#include "net/relay/store/mailbox_index_loading.h"

namespace sotto::relay {

namespace {

struct Cursor
{
    bool isMailboxGone = false;
    std::uint64_t acknowledged = 0;
    std::uint64_t newest = 0;
    std::uint64_t expired = 0;
};

Cursor readCursor(Database& database, std::int64_t mailbox)
{
    Query query = database.query("SELECT acknowledged, newest, expired FROM mailbox LEFT JOIN "
                                 "cursor ON cursor.mailbox = mailbox.row WHERE mailbox.row = ?");
    Cursor out;
    out.isMailboxGone = !query.bind(mailbox).step();
    if (!out.isMailboxGone) {
        out.acknowledged = query.number(0);
        out.newest = query.number(1);
        out.expired = query.number(2);
    }
    return out;
}

class Loading
{
public:
    Loading(Database& database, MailboxIndex& index, Reclaim& reclaim)
        : m_database(database)
        , m_index(index)
        , m_reclaim(reclaim)
    {}

    void run()
    {
        std::uint64_t arrivals = 0;
        Query query = m_database.query(
            "SELECT row, mailbox, number, id, size, posted FROM arrival ORDER BY row");
        while (query.step()) {
            ++arrivals;
            const std::int64_t mailbox = query.integer(1);
            m_index.ids.insert(RememberedId::of(mailbox, query.fixed<ShortEnvelopeId>(3)));
            add(mailbox, query.number(2), {query.integer(0), query.number32(4), query.number32(5)});
            m_index.nextRow = query.integer(0) + 1;
        }
        m_reclaim.begin(arrivals);
        for (const auto& [mailbox, cursor] : m_cursors) {
            MailboxQueue* queue = m_index.find(mailbox);
            // The rows that say so go one day.
            if (queue != nullptr && queue->newest() > cursor.newest) {
                m_index.markUnwritten(mailbox, *queue);
            }
        }
        m_index.nextRow = std::max(
            m_index.nextRow, m_database.value("SELECT IFNULL(MAX(row), 0) FROM envelope") + 1);
    }

private:
    void add(std::int64_t mailbox, std::uint64_t number, const QueuedEnvelope& entry)
    {
        const auto [at, isNew] = m_cursors.try_emplace(mailbox);
        if (isNew) {
            at->second = readCursor(m_database, mailbox);
            if (!at->second.isMailboxGone) {
                const Cursor& cursor = at->second;
                m_index.insert(mailbox, MailboxQueue(cursor.acknowledged, cursor.expired));
            }
        }
        if (at->second.isMailboxGone || number <= at->second.acknowledged) {
            m_reclaim.free(entry.row);
            return;
        }
        MailboxQueue& queue = *m_index.find(mailbox);
        if (number != queue.newest() + 1) {
            throw StoreFailure(StoreFailure::Kind::Broken,
                               "relay.db: a mailbox's envelopes are not numbered in a row. Restore "
                               "a backup, or run sotto-relay --check to learn more.");
        }
        queue.append(entry);
        ++m_index.pendingEnvelopes;
        m_index.pendingBytes += entry.bytes;
    }

    Database& m_database;
    MailboxIndex& m_index;
    Reclaim& m_reclaim;
    std::unordered_map<std::int64_t, Cursor> m_cursors;
};

} // namespace

void loadMailboxIndex(Database& database, MailboxIndex& index, Reclaim& reclaim)
{
    Loading(database, index, reclaim).run();
}

} // namespace sotto::relay
