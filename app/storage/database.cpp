#include "app/storage/database.h"

#include "app/storage/durable_file.h"
#include "app/storage/schema.h"
#include "app/storage/sqlite_failure.h"
#include "app/storage/sqlite_memory.h"
#include "app/storage/statement.h"
#include "app/storage/tokenizer.h"

#include <cassert>
#include <cerrno>
#include <fcntl.h>
#include <sotto-sqlcipher/sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

namespace sotto::storage {

using crypto::Result;
using crypto::Unexpected;

namespace {

/// For somebody else's lock: the other connection's, while it takes the log over.
constexpr int kBusyTimeoutMs = 5'000;

/// SQLCipher's default, and the size of a disk's block: the smallest write that it can make.
constexpr std::uint64_t kPageBytes = 4'096;

/// Holds for one connection, whatever the file says.
constexpr const char* kConnectionSettings = R"sql(
PRAGMA cipher_memory_security = OFF;    -- see sqlite_memory.h
PRAGMA temp_store = MEMORY;
PRAGMA mmap_size = 0;                   -- pages are decrypted into memory anyway
PRAGMA trusted_schema = OFF;
PRAGMA foreign_keys = ON;
PRAGMA secure_delete = ON;
PRAGMA synchronous = FULL;
PRAGMA cache_size = -8192;              -- KiB
PRAGMA wal_autocheckpoint = 2000;       -- pages
PRAGMA journal_size_limit = 16777216;   -- bytes; a log that one large transaction made is cut
)sql";

/// Throws what a call that is not a statement's said.
void check(sqlite3* database, int code)
{
    if (code != SQLITE_OK) {
        throwFailure(database, code);
    }
}

void execute(sqlite3* database, const char* sql)
{
    check(database, sqlite3_exec(database, sql, nullptr, nullptr, nullptr));
}

/// SQLCipher's notation of a raw key, x'…': it derives nothing from such a one.
using KeyNotation = crypto::Secret<struct KeyNotationTag, 2 * DatabaseKey::kSize + 3>;

KeyNotation notationOf(const DatabaseKey& key)
{
    static constexpr char kDigits[] = "0123456789abcdef";
    KeyNotation out;
    std::uint8_t* to = out.data();
    *to++ = 'x';
    *to++ = '\'';
    for (const std::uint8_t byte : key.view()) {
        *to++ = static_cast<std::uint8_t>(kDigits[byte >> 4U]);
        *to++ = static_cast<std::uint8_t>(kDigits[byte & 15U]);
    }
    *to = '\'';
    return out;
}

void configure(sqlite3* database)
{
    sqlite3_busy_timeout(database, kBusyTimeoutMs);
    for (const auto& [option, value] :
         {std::pair(SQLITE_DBCONFIG_DEFENSIVE, 1), std::pair(SQLITE_DBCONFIG_DQS_DML, 0),
          std::pair(SQLITE_DBCONFIG_DQS_DDL, 0)}) {
        sqlite3_db_config(database, option, value, nullptr);
    }
    execute(database, kConnectionSettings);
    registerTokenizer(database);
}

OpenError openErrorOf(int systemError)
{
    return systemError == ENOSPC || systemError == EDQUOT ? OpenError::DiskFull
                                                          : OpenError::NotReadable;
}

OpenError openErrorOf(FailureKind kind)
{
    switch (kind) {
    case FailureKind::DiskFull:
        return OpenError::DiskFull;
    case FailureKind::Damaged:
        return OpenError::Damaged;
    case FailureKind::Io:
        break;
    }
    return OpenError::NotReadable;
}

bool isReadable(sqlite3* database)
{
    const int code =
        sqlite3_exec(database, "SELECT 1 FROM sqlite_schema LIMIT 1", nullptr, nullptr, nullptr);
    if (code == SQLITE_NOTADB) {
        return false;
    }
    check(database, code);
    return true;
}

std::uint64_t fileSize(const std::string& path)
{
    struct ::stat status = {};
    return ::stat(path.c_str(), &status) == 0 ? static_cast<std::uint64_t>(status.st_size) : 0;
}

} // namespace

void Database::Close::operator()(sqlite3* handle) const noexcept
{
    // Not close_v2, which would wait for statements that outlive their database.
    [[maybe_unused]] const int code = sqlite3_close(handle);
    assert(code == SQLITE_OK);
}

Database::Database(sqlite3* handle)
    : m_handle(handle)
{}
Database::Database(Database&&) noexcept = default;
Database& Database::operator=(Database&&) noexcept = default;
Database::~Database() = default;

Result<Database, OpenError> Database::connect(const std::filesystem::path& file,
                                              const DatabaseKey& key)
{
    wipeMemoryOfSqlite();
    sqlite3* handle = nullptr;
    // Never SQLITE_OPEN_READONLY, which cannot make the shared memory of a log that nobody else has
    // open.
    const int code = sqlite3_open_v2(file.c_str(), &handle,
                                     SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr);
    Database out(handle);
    if (handle == nullptr) {
        throw std::bad_alloc();
    }
    check(handle, code);
    const KeyNotation notation = notationOf(key);
    check(handle, sqlite3_key_v2(handle, "main", notation.data(), notation.kSize));
    // What it would write to standard error goes to our callers as an answer.
    storage::execute(handle, "PRAGMA cipher_log_level = NONE");
    if (!isReadable(handle)) {
        return Unexpected(OpenError::WrongKey);
    }
    configure(handle);
    return out;
}

Result<void, OpenError> Database::create(const std::filesystem::path& file, const DatabaseKey& key)
{
    // Under another name until it is complete: whatever has the right name is a whole database.
    std::filesystem::path unfinished = file;
    unfinished += ".new";
    for (const char* suffix : {"", "-journal", "-wal", "-shm"}) {
        ::unlink((unfinished.string() + suffix).c_str());
    }
    const int descriptor =
        ::open(unfinished.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (descriptor < 0) {
        return Unexpected(openErrorOf(errno));
    }
    ::close(descriptor);
    {
        SOTTO_TRY(database, connect(unfinished, key));
        database.execute("PRAGMA journal_mode = WAL");
        createSchema(database);
    }
    // Closing it has synced it.
    if (::rename(unfinished.c_str(), file.c_str()) != 0) {
        return Unexpected(openErrorOf(errno));
    }
    if (const auto synced = syncFolder(file.parent_path()); !synced) {
        return Unexpected(openErrorOf(synced.error()));
    }
    return {};
}

Result<Database, OpenError> Database::open(const std::filesystem::path& file,
                                           const DatabaseKey& key, OpenMode mode)
{
    try {
        std::error_code error;
        const auto status = std::filesystem::status(file, error);
        if (status.type() == std::filesystem::file_type::not_found && mode == OpenMode::ReadWrite) {
            SOTTO_CHECK(create(file, key));
        } else if (status.type() != std::filesystem::file_type::regular) {
            return Unexpected(OpenError::NotReadable);
        } else if (fileSize(file) < kPageBytes) {
            // What create() leaves has pages, and SQLite takes less than one for a new database.
            return Unexpected(OpenError::Damaged);
        }
        SOTTO_TRY(database, connect(file, key));
        if (mode == OpenMode::ReadOnly) {
            database.execute("PRAGMA query_only = ON");
        }
        SOTTO_CHECK(mode == OpenMode::ReadWrite ? migrate(database) : checkVersion(database));
        return database;
    } catch (const StorageFailure& failure) {
        return Unexpected(openErrorOf(failure.kind()));
    }
}

Database Database::inMemory()
{
    wipeMemoryOfSqlite();
    sqlite3* handle = nullptr;
    const int code =
        sqlite3_open_v2(":memory:", &handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr);
    Database out(handle);
    check(handle, code);
    configure(handle);
    createSchema(out);
    return out;
}

void Database::execute(const char* sql)
{
    storage::execute(m_handle.get(), sql);
}

std::int64_t Database::changes() const
{
    return sqlite3_changes64(m_handle.get());
}

std::int64_t Database::lastRow() const
{
    return sqlite3_last_insert_rowid(m_handle.get());
}

bool Database::isInTransaction() const
{
    return sqlite3_get_autocommit(m_handle.get()) == 0;
}

void Database::changeKey(const DatabaseKey& key)
{
    assert(!isInTransaction());
    // The log must hold no page under the old key once the first one is under the new key.
    execute("PRAGMA wal_checkpoint(TRUNCATE)");
    const KeyNotation notation = notationOf(key);
    check(m_handle.get(),
          sqlite3_rekey_v2(m_handle.get(), "main", notation.data(), notation.kSize));
    execute("PRAGMA wal_checkpoint(TRUNCATE)");
}

std::uint64_t Database::sizeBytes() const
{
    const char* file = sqlite3_db_filename(m_handle.get(), "main");
    if (file == nullptr || *file == '\0') {
        return 0;
    }
    return fileSize(file) + fileSize(std::string(file) + "-wal");
}

Transaction::Transaction(Database& database)
    : m_database(database)
{
    assert(!database.isInTransaction());
    database.execute("BEGIN IMMEDIATE");
}

Transaction::~Transaction()
{
    // A full disk or a broken page may have rolled it back already.
    if (m_open && m_database.isInTransaction()) {
        sqlite3_exec(m_database.handle(), "ROLLBACK", nullptr, nullptr, nullptr);
    }
}

void Transaction::commit()
{
    assert(m_open);
    m_database.execute("COMMIT");
    m_open = false;
}

} // namespace sotto::storage
