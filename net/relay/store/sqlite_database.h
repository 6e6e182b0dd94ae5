#pragma once

#include "crypto/base/timestamp.h"
#include "net/relay/store/store.h"

#include <bit>
#include <string_view>
#include <unordered_map>

struct sqlite3;
struct sqlite3_stmt;

namespace sotto::relay {

/// One use of a prepared statement. Errors of SQLite become a StoreFailure, whose text names
/// neither values nor paths. Bound bytes are not copied: they outlive the Query.
class Query
{
public:
    Query(sqlite3* database, sqlite3_stmt* statement)
        : m_database(database)
        , m_statement(statement)
    {}
    Query(const Query&) = delete;
    Query& operator=(const Query&) = delete;
    ~Query(); ///< gives the statement back

    template <class... Args> Query& bind(const Args&... args)
    {
        (bindOne(args), ...);
        return *this;
    }
    /// True if there is a (further) row.
    bool step();

    [[nodiscard]] std::int64_t integer(int column) const;
    [[nodiscard]] std::uint64_t number(int column) const;
    [[nodiscard]] std::uint32_t number32(int column) const;
    [[nodiscard]] Timestamp time(int column) const { return {number(column)}; }
    [[nodiscard]] bool isNull(int column) const;
    /// Valid until the next step().
    [[nodiscard]] ByteView view(int column) const;
    [[nodiscard]] Bytes bytes(int column) const;
    /// A value of fixed size; another size means a damaged database.
    template <class Fixed> [[nodiscard]] Fixed fixed(int column) const
    {
        const ByteView from = sized(column, Fixed::kSize);
        return Fixed(from.first<Fixed::kSize>());
    }

private:
    void bindOne(std::int64_t value);
    /// Saturates, so that the order of numbers is kept. What must come back exactly and may use all
    /// 64 bits is cast to std::int64_t by the caller.
    void bindOne(std::uint64_t value)
    {
        bindOne(static_cast<std::int64_t>(std::min(value, std::uint64_t{INT64_MAX})));
    }
    void bindOne(std::uint32_t value) { bindOne(std::int64_t{value}); }
    void bindOne(std::uint16_t value) { bindOne(std::int64_t{value}); }
    void bindOne(std::int32_t value) { bindOne(std::int64_t{value}); }
    void bindOne(ObjectKind value) { bindOne(std::int64_t{static_cast<std::uint8_t>(value)}); }
    void bindOne(Timestamp value) { bindOne(value.seconds); }
    void bindOne(ByteView value);
    void bindOne(const Bytes& value) { bindOne(ByteView(value)); }
    template <class Tag, std::size_t N> void bindOne(const crypto::FixedBytes<Tag, N>& value)
    {
        bindOne(value.view());
    }
    [[nodiscard]] ByteView sized(int column, std::size_t size) const;
    void check(int code);

    sqlite3* m_database;
    sqlite3_stmt* m_statement;
    int m_bound = 0;
};

/// One connection to SQLite, used by one thread at a time, with its prepared statements.
class Database
{
public:
    enum class Mode : std::uint8_t
    {
        Write,    ///< of the file's only writer
        Read,     ///< of somebody who reads beside it
        InMemory, ///< no file; the path is not looked at
    };

    /// @throws StoreFailure
    Database(const std::string& path, Mode mode);
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;
    ~Database();

    /// One or more statements without parameters or answer, not kept prepared.
    void execute(const std::string& sql);
    /// @p sql has static storage duration: the statement is kept by its address.
    [[nodiscard]] Query query(const char* sql);
    /// A statement that answers nothing.
    template <class... Args> void run(const char* sql, const Args&... args)
    {
        Query statement = query(sql);
        statement.bind(args...);
        statement.step();
    }
    /// The only number of an answer of one row.
    template <class... Args> [[nodiscard]] std::int64_t value(const char* sql, const Args&... args)
    {
        Query statement = query(sql);
        statement.bind(args...);
        return statement.step() ? statement.integer(0) : 0;
    }

    /// Rows that the last INSERT, UPDATE or DELETE touched.
    [[nodiscard]] std::int64_t changes() const;
    [[nodiscard]] std::int64_t lastRow() const;
    [[nodiscard]] bool isInTransaction() const;
    [[nodiscard]] sqlite3* raw() const { return m_database; }
    /// Throws what @p code means.
    [[noreturn]] void fail(int code) const;

private:
    sqlite3* m_database = nullptr;
    std::unordered_map<const char*, sqlite3_stmt*> m_statements;
};

} // namespace sotto::relay
