#include "net/relay/store/sqlite_prekeys.h"

namespace sotto::relay {

bool SqlitePrekeys::put(std::int64_t mailbox, std::uint64_t counter, ByteView sealed,
                        std::span<const std::uint32_t> oneTimeIds)
{
    {
        Query query = m_database.query("SELECT counter FROM bundle WHERE mailbox = ?");
        if (query.bind(mailbox).step() && query.number(0) >= counter) {
            return false;
        }
    }
    m_database.run("INSERT OR REPLACE INTO bundle VALUES (?, ?, ?)", mailbox,
                   static_cast<std::int64_t>(counter), sealed);
    m_database.run("DELETE FROM one_time_prekey WHERE mailbox = ?", mailbox);
    for (const std::uint32_t id : oneTimeIds) {
        m_database.run("INSERT OR IGNORE INTO one_time_prekey VALUES (?, ?)", mailbox, id);
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
