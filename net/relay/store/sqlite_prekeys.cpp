#include "net/relay/store/sqlite_prekeys.h"

#include <algorithm>

namespace sotto::relay {

bool SqlitePrekeys::put(std::int64_t mailbox, std::uint64_t counter, ByteView sealed,
                        std::span<const std::uint32_t> oneTimeIds)
{
    std::int64_t highest = -1; // of all identifiers that were ever put
    {
        Query query = m_database.query("SELECT counter, highest_id FROM bundle WHERE mailbox = ?");
        if (query.bind(mailbox).step()) {
            if (query.number(0) >= counter) {
                return false;
            }
            highest = query.integer(1);
        }
    }
    // A new bundle repeats the keys of the last one that its owner takes for unused. Those that are
    // not here any more were given out.
    std::vector<std::uint32_t> left;
    {
        Query query =
            m_database.query("SELECT id FROM one_time_prekey WHERE mailbox = ? ORDER BY id");
        query.bind(mailbox);
        while (query.step()) {
            left.push_back(query.number32(0));
        }
    }
    const std::int64_t highestNow =
        oneTimeIds.empty() ? highest
                           : std::max(highest, std::int64_t{std::ranges::max(oneTimeIds)});
    m_database.run("INSERT OR REPLACE INTO bundle VALUES (?, ?, ?, ?)", mailbox,
                   static_cast<std::int64_t>(counter), sealed, highestNow);
    m_database.run("DELETE FROM one_time_prekey WHERE mailbox = ?", mailbox);
    for (const std::uint32_t id : oneTimeIds) {
        if (id > highest || std::ranges::binary_search(left, id)) {
            m_database.run("INSERT OR IGNORE INTO one_time_prekey VALUES (?, ?)", mailbox, id);
        }
    }
    return true;
}

PrekeyLevel SqlitePrekeys::level(std::int64_t mailbox)
{
    PrekeyLevel out;
    out.counter = static_cast<std::uint64_t>(
        m_database.value("SELECT counter FROM bundle WHERE mailbox = ?", mailbox));
    out.oneTimeLeft = static_cast<std::uint32_t>(
        m_database.value("SELECT COUNT(*) FROM one_time_prekey WHERE mailbox = ?", mailbox));
    return out;
}

std::optional<StoredBundle> SqlitePrekeys::fetch(std::int64_t mailbox, bool popOneTime)
{
    StoredBundle out;
    {
        Query query = m_database.query("SELECT sealed FROM bundle WHERE mailbox = ?");
        if (!query.bind(mailbox).step()) {
            return std::nullopt;
        }
        out.sealed = query.bytes(0);
    }
    if (popOneTime) {
        Query query = m_database.query(
            "SELECT id FROM one_time_prekey WHERE mailbox = ? ORDER BY id LIMIT 1");
        if (query.bind(mailbox).step()) {
            out.oneTimeId = query.number32(0);
        }
    }
    if (out.oneTimeId) {
        m_database.run("DELETE FROM one_time_prekey WHERE mailbox = ? AND id = ?", mailbox,
                       *out.oneTimeId);
    }
    return out;
}

void SqlitePrekeys::remove(std::int64_t mailbox)
{
    m_database.run("DELETE FROM bundle WHERE mailbox = ?", mailbox);
    m_database.run("DELETE FROM one_time_prekey WHERE mailbox = ?", mailbox);
}

} // namespace sotto::relay
