#include "net/relay/store/sqlite_records.h"

#include <algorithm>

namespace sotto::relay {

AppendOutcome SqliteRecords::append(std::int64_t vault, std::uint16_t writer,
                                    std::span<const NewRecord> records)
{
    const auto newest = static_cast<std::uint64_t>(m_database.value(
        "SELECT newest FROM vault_writer WHERE vault = ? AND writer = ?", vault, writer));
    // All are judged before the first one is stored.
    std::uint64_t last = newest;
    for (const NewRecord& record : records) {
        if (record.sequence <= newest ? !isStored(vault, writer, record)
                                      : record.sequence != last + 1) {
            return {false, newest};
        }
        last = std::max(last, record.sequence);
    }
    for (const NewRecord& record : records) {
        if (record.sequence > newest) {
            m_database.run("INSERT INTO record VALUES (?, ?, ?, ?, ?)", vault, writer,
                           record.sequence, record.head, record.body);
        }
    }
    if (last > newest) {
        m_database.run("INSERT OR REPLACE INTO vault_writer VALUES (?, ?, ?)", vault, writer, last);
    }
    return {true, last};
}

bool SqliteRecords::isStored(std::int64_t vault, std::uint16_t writer, const NewRecord& record)
{
    Query query = m_database.query(
        "SELECT head, body FROM record WHERE vault = ? AND writer = ? AND sequence = ?");
    if (!query.bind(vault, writer, record.sequence).step()) {
        return false;
    }
    const ByteView body = query.view(1);
    return std::ranges::equal(query.view(0), record.head) &&
           (body.empty() || std::ranges::equal(body, record.body));
}

bool SqliteRecords::strip(std::int64_t vault, std::uint16_t writer, std::uint64_t sequence)
{
    m_database.run("UPDATE record SET body = x'' WHERE vault = ? AND writer = ? AND sequence = ?",
                   vault, writer, sequence);
    return m_database.changes() > 0;
}

} // namespace sotto::relay
