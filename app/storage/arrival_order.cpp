#include "app/storage/arrival_order.h"

#include "app/storage/message_columns.h"

namespace sotto::storage {

// Identifiers are given in the order of arrival and never again (AUTOINCREMENT).
ArrivalOrder::ArrivalOrder(Database& database)
    : m_after(database, std::string("SELECT ") + kMessageColumns +
                            " FROM messages AS m WHERE m.id > ? AND m.author != 0 "
                            "ORDER BY m.id LIMIT ?")
{}

std::vector<Message> ArrivalOrder::after(RowId last, std::size_t limit)
{
    std::vector<Message> out;
    m_after.with(last, static_cast<std::int64_t>(limit));
    while (m_after.step()) {
        out.push_back(readMessage(m_after, 0));
    }
    m_after.reset();
    return out;
}

} // namespace sotto::storage
