#pragma once

#include "app/storage/row_id.h"
#include "app/storage/storage_failure.h"
#include "crypto/base/result.h"
#include "crypto/base/secret.h"

#include <filesystem>
#include <memory>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace sotto::storage {

/// What encrypts the local database: random, so SQLCipher derives nothing from it.
using DatabaseKey = crypto::GuardedSecret<struct DatabaseKeyTag, 32>;

enum class OpenError : std::uint8_t
{
    WrongKey,     ///< not encrypted with this key, or damaged at its very beginning
    Damaged,      ///< it opens, and its content breaks the schema
    NewerVersion, ///< made by a later version of Sotto
    DiskFull,
    NotReadable, ///< the system refuses: permissions, a vanished disk
};

enum class OpenMode : std::uint8_t
{
    ReadWrite, ///< creates and migrates
    ReadOnly,  ///< a second connection beside the writing one; must exist with this version
};

/// One connection to the encrypted database of a profile (SQLCipher 4: AES-256-CBC and
/// HMAC-SHA-512 a page). WAL, synchronous FULL: what a transaction committed survives a kill and a
/// power cut. Temporary data stays in memory; secure_delete is on. Belongs to one thread.
class Database
{
public:
    /// @p file need not exist in mode ReadWrite; its folder must.
    [[nodiscard]] static crypto::Result<Database, OpenError>
    open(const std::filesystem::path& file, const DatabaseKey& key, OpenMode mode);
    /// In memory, for tests of what needs no file.
    [[nodiscard]] static Database inMemory();

    Database(Database&&) noexcept;
    Database& operator=(Database&&) noexcept;
    ~Database();

    /// One or more statements without parameters. @throws StorageFailure
    void execute(const char* sql);
    [[nodiscard]] sqlite3* handle() const { return m_handle.get(); }
    /// Rows that the last INSERT, UPDATE or DELETE touched.
    [[nodiscard]] std::int64_t changes() const;
    /// What the last INSERT made.
    [[nodiscard]] std::int64_t lastRow() const;
    [[nodiscard]] bool isInTransaction() const;
    /// Encrypts anew with another key, all or nothing. Not within a transaction, and with no other
    /// connection open: each one knows the old key only. @throws StorageFailure
    void changeKey(const DatabaseKey& key);
    /// Bytes that file and log take on the disk.
    [[nodiscard]] std::uint64_t sizeBytes() const;

private:
    struct Close
    {
        void operator()(sqlite3* handle) const noexcept;
    };
    explicit Database(sqlite3* handle);
    [[nodiscard]] static crypto::Result<Database, OpenError>
    connect(const std::filesystem::path& file, const DatabaseKey& key);
    [[nodiscard]] static crypto::Result<void, OpenError> create(const std::filesystem::path& file,
                                                                const DatabaseKey& key);

    std::unique_ptr<sqlite3, Close> m_handle;
};

/// All or nothing. Without commit() it rolls back. They do not nest.
class Transaction
{
public:
    explicit Transaction(Database& database);
    ~Transaction();
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;

    /// Returns once it is on the disk. @throws StorageFailure: then nothing of it is.
    void commit();

private:
    Database& m_database;
    bool m_open = true;
};

} // namespace sotto::storage
