#include "net/relay/store/sqlite_database.h"

#include <cassert>
#include <cerrno>
#include <sqlite3.h>

namespace sotto::relay {

namespace {

/// How long to wait for somebody else's lock: a backup or a check that opens or leaves the file.
constexpr int kBusyTimeoutMs = 5'000;

[[noreturn]] void throwFailure(sqlite3* database, int code)
{
    const int extended = database != nullptr ? sqlite3_extended_errcode(database) : code;
    const int systemError = database != nullptr ? sqlite3_system_errno(database) : 0;
    const bool isDiskFull =
        (code & 0xFF) == SQLITE_FULL ||
        ((code & 0xFF) == SQLITE_IOERR && (systemError == ENOSPC || systemError == EDQUOT));
    // Not sqlite3_errmsg: what it quotes is not ours to choose.
    throw StoreFailure(isDiskFull ? StoreFailure::Kind::DiskFull : StoreFailure::Kind::Broken,
                       std::string("relay.db: ") + sqlite3_errstr(code) + " (SQLite code " +
                           std::to_string(extended) + ")");
}

int openFlags(Database::Mode mode)
{
    switch (mode) {
    case Database::Mode::Write:
        return SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
    case Database::Mode::Read:
        // Not SQLITE_OPEN_READONLY, which cannot make the shared memory of a WAL that nobody else
        // has open.
        return SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX;
    case Database::Mode::InMemory:
        break;
    }
    // A reader's thread may share it with the writer's.
    return SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_MEMORY | SQLITE_OPEN_FULLMUTEX;
}

} // namespace

Query::~Query()
{
    sqlite3_reset(m_statement);
    sqlite3_clear_bindings(m_statement);
}

void Query::check(int code)
{
    if (code != SQLITE_OK) {
        throwFailure(m_database, code);
    }
}

void Query::bindOne(std::int64_t value)
{
    check(sqlite3_bind_int64(m_statement, ++m_bound, value));
}

void Query::bindOne(ByteView value)
{
    // A null pointer would bind NULL instead of no bytes.
    static constexpr std::uint8_t kNothing = 0;
    check(sqlite3_bind_blob64(m_statement, ++m_bound, value.empty() ? &kNothing : value.data(),
                              value.size(), SQLITE_STATIC));
}

bool Query::step()
{
    const int code = sqlite3_step(m_statement);
    if (code != SQLITE_ROW && code != SQLITE_DONE) {
        throwFailure(m_database, code);
    }
    return code == SQLITE_ROW;
}

std::int64_t Query::integer(int column) const
{
    return sqlite3_column_int64(m_statement, column);
}

std::uint64_t Query::number(int column) const
{
    return static_cast<std::uint64_t>(integer(column));
}

std::uint32_t Query::number32(int column) const
{
    return static_cast<std::uint32_t>(integer(column));
}

bool Query::isNull(int column) const
{
    return sqlite3_column_type(m_statement, column) == SQLITE_NULL;
}

ByteView Query::view(int column) const
{
    const void* data = sqlite3_column_blob(m_statement, column);
    const int size = sqlite3_column_bytes(m_statement, column);
    return {static_cast<const std::uint8_t*>(data), static_cast<std::size_t>(size)};
}

Bytes Query::bytes(int column) const
{
    const ByteView from = view(column);
    return {from.begin(), from.end()};
}

ByteView Query::sized(int column, std::size_t size) const
{
    const ByteView from = view(column);
    if (from.size() != size) {
        throw StoreFailure(StoreFailure::Kind::Broken, "relay.db: a value of the wrong size");
    }
    return from;
}

Database::Database(const std::string& path, Mode mode)
{
    const int code = sqlite3_open_v2(mode == Mode::InMemory ? ":memory:" : path.c_str(),
                                     &m_database, openFlags(mode), nullptr);
    if (code != SQLITE_OK) {
        sqlite3_close_v2(m_database);
        throwFailure(nullptr, code);
    }
    sqlite3_extended_result_codes(m_database, 0);
    sqlite3_busy_timeout(m_database, kBusyTimeoutMs);
}

Database::~Database()
{
    for (const auto& [sql, statement] : m_statements) {
        sqlite3_finalize(statement);
    }
    sqlite3_close_v2(m_database);
}

void Database::execute(const std::string& sql)
{
    const int code = sqlite3_exec(m_database, sql.c_str(), nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) {
        throwFailure(m_database, code);
    }
}

Query Database::query(const char* sql)
{
    sqlite3_stmt*& statement = m_statements[sql];
    if (statement == nullptr) {
        const int code =
            sqlite3_prepare_v3(m_database, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
        if (code != SQLITE_OK) {
            throwFailure(m_database, code);
        }
    }
    // Two uses of one statement at once would disturb each other.
    assert(sqlite3_stmt_busy(statement) == 0);
    return {m_database, statement};
}

std::int64_t Database::changes() const
{
    return sqlite3_changes64(m_database);
}

std::int64_t Database::lastRow() const
{
    return sqlite3_last_insert_rowid(m_database);
}

bool Database::isInTransaction() const
{
    return sqlite3_get_autocommit(m_database) == 0;
}

void Database::fail(int code) const
{
    throwFailure(m_database, code);
}

} // namespace sotto::relay
