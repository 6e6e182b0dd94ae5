#include "app/storage/early_change_store.h"

#include <cassert>

namespace sotto::storage {

namespace {

enum Which : std::size_t
{
    kKeep,
    kLimit,
    kTake,
    kRemoveOld,
    kRemoveAll,
    kCount,
};

/// In the order of Which.
std::vector<std::string> allSql()
{
    return {
        "INSERT INTO early_changes (author, uid, removes, sent, received, text) "
        "VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (author, uid) DO UPDATE SET "
        "removes = excluded.removes, sent = excluded.sent, received = excluded.received, "
        "text = excluded.text "
        "WHERE NOT early_changes.removes AND "
        "(excluded.removes OR excluded.sent > early_changes.sent)",
        "DELETE FROM early_changes WHERE id IN (SELECT id FROM (SELECT id, "
        "row_number() OVER (ORDER BY id DESC) AS place, "
        "sum(length(CAST(text AS BLOB))) OVER (ORDER BY id DESC) AS bytes "
        "FROM early_changes WHERE author = ?) WHERE place > ? OR bytes > ?)",
        "DELETE FROM early_changes WHERE author = ? AND uid = ? "
        "RETURNING removes, sent, received, text",
        "DELETE FROM early_changes WHERE received < ?",
        "DELETE FROM early_changes WHERE author = ?",
        "SELECT count(*) FROM early_changes WHERE author = ?",
    };
}

} // namespace

EarlyChangeStore::EarlyChangeStore(Database& database)
    : m_database(database)
{
    for (const std::string& sql : allSql()) {
        m_statements.emplace_back(database, sql);
    }
}

void EarlyChangeStore::keep(const EarlyChange& change)
{
    assert(m_database.isInTransaction());
    m_statements[kKeep]
        .with(change.author, change.uid, change.removes, change.sent, change.received, change.text)
        .run();
    m_statements[kLimit]
        .with(change.author, std::int64_t{kEarlyChangesMax}, std::int64_t{kEarlyTextBytesMax})
        .run();
}

std::optional<EarlyChange> EarlyChangeStore::take(RowId author, const MessageUid& uid)
{
    std::optional<EarlyChange> out;
    Statement& statement = m_statements[kTake].with(author, uid);
    while (statement.step()) {
        out = {
            author,           uid, statement.boolean(0), statement.integer(1), statement.integer(2),
            statement.text(3)};
    }
    return out;
}

void EarlyChangeStore::removeReceivedBefore(Milliseconds time)
{
    m_statements[kRemoveOld].with(time).run();
}

void EarlyChangeStore::removeAll(RowId author)
{
    m_statements[kRemoveAll].with(author).run();
}

std::uint64_t EarlyChangeStore::count(RowId author)
{
    Statement& statement = m_statements[kCount].with(author);
    const std::int64_t out = statement.step() ? statement.integer(0) : 0;
    statement.reset();
    return static_cast<std::uint64_t>(out);
}

} // namespace sotto::storage
