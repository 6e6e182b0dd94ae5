#include "app/storage/statement.h"

#include "app/storage/sqlite_failure.h"

#include <cassert>
#include <sotto-sqlcipher/sqlite3.h>
#include <utility>

namespace sotto::storage {

namespace {

/// Longer values may reach into a page of their own. If such a one does not authenticate, SQLCipher
/// puts zeros in its place, and only the next page that is asked for reports it: we ask.
constexpr int kCheckedBytes = 1'000;

} // namespace

Statement::Statement(Database& database, std::string_view sql)
    : m_database(database.handle())
{
    const int code = sqlite3_prepare_v3(m_database, sql.data(), static_cast<int>(sql.size()),
                                        SQLITE_PREPARE_PERSISTENT, &m_statement, nullptr);
    if (code != SQLITE_OK) {
        throwFailure(m_database, code);
    }
    assert(m_statement != nullptr);
}

Statement::Statement(Statement&& other) noexcept
    : m_database(other.m_database)
    , m_statement(std::exchange(other.m_statement, nullptr))
{}

Statement& Statement::operator=(Statement&& other) noexcept
{
    std::swap(m_database, other.m_database);
    std::swap(m_statement, other.m_statement);
    return *this;
}

Statement::~Statement()
{
    sqlite3_finalize(m_statement);
}

bool Statement::step()
{
    const int code = sqlite3_step(m_statement);
    if (code == SQLITE_ROW) {
        return true;
    }
    if (code != SQLITE_DONE) {
        throwFailure(m_database, code);
    }
    // Ends the reading transaction, which would keep the log from being taken over.
    sqlite3_reset(m_statement);
    return false;
}

void Statement::run()
{
    [[maybe_unused]] const bool hasRow = step();
    assert(!hasRow);
}

std::int64_t Statement::integer(int column) const
{
    return sqlite3_column_int64(m_statement, column);
}

std::string Statement::text(int column) const
{
    const crypto::ByteView bytes = view(column);
    return {bytes.begin(), bytes.end()};
}

crypto::Bytes Statement::blob(int column) const
{
    const crypto::ByteView bytes = view(column);
    return {bytes.begin(), bytes.end()};
}

crypto::SecretBytes Statement::secret(int column) const
{
    return crypto::SecretBytes(view(column));
}

crypto::ByteView Statement::view(int column) const
{
    const void* data = sqlite3_column_blob(m_statement, column);
    const int size = sqlite3_column_bytes(m_statement, column);
    if (data == nullptr && sqlite3_errcode(m_database) == SQLITE_NOMEM) {
        throwFailure(m_database, SQLITE_NOMEM);
    }
    if (size > kCheckedBytes) {
        checkPages();
    }
    return {static_cast<const std::uint8_t*>(data), static_cast<std::size_t>(size)};
}

void Statement::checkPages() const
{
    const int code =
        sqlite3_exec(m_database, "SELECT 1 FROM sqlite_schema LIMIT 1", nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) {
        throwFailure(m_database, code);
    }
}

bool Statement::isNull(int column) const
{
    return sqlite3_column_type(m_statement, column) == SQLITE_NULL;
}

void Statement::reset()
{
    sqlite3_reset(m_statement);
    sqlite3_clear_bindings(m_statement);
}

void Statement::bind(int parameter, std::int64_t value)
{
    check(sqlite3_bind_int64(m_statement, parameter, value));
}

void Statement::bind(int parameter, std::string_view value)
{
    check(sqlite3_bind_text64(m_statement, parameter, value.empty() ? "" : value.data(),
                              value.size(), SQLITE_STATIC, SQLITE_UTF8));
}

void Statement::bind(int parameter, crypto::ByteView value)
{
    // A null pointer would bind NULL instead of no bytes.
    static constexpr std::uint8_t kNothing = 0;
    check(sqlite3_bind_blob64(m_statement, parameter, value.empty() ? &kNothing : value.data(),
                              value.size(), SQLITE_STATIC));
}

void Statement::bind(int parameter, std::nullptr_t)
{
    check(sqlite3_bind_null(m_statement, parameter));
}

crypto::ByteView Statement::sized(int column, std::size_t size) const
{
    const crypto::ByteView bytes = view(column);
    if (bytes.size() != size) {
        throw StorageFailure(FailureKind::Damaged, "a value of the wrong size");
    }
    return bytes;
}

void Statement::check(int code)
{
    if (code != SQLITE_OK) {
        throwFailure(m_database, code);
    }
}

} // namespace sotto::storage
