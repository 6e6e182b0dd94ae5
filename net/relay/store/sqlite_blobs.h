#pragma once

#include "net/relay/store/blob_files.h"
#include "net/relay/store/sqlite_database.h"
#include "net/relay/store/store_options.h"
#include "net/relay/store/transaction.h"

namespace sotto::relay {

/// What a table says of blobs; their bytes are in files. A removed blob's file goes after the
/// commit, and the table `removed_blob` says until then, over a crash too, that it has to.
class SqliteBlobs final : public BlobStore
{
public:
    SqliteBlobs(Database& database, BlobFiles& files, Transaction& transaction,
                const StoreOptions& options);

    CreateResult create(const ObjectId& blob, std::uint64_t size, Timestamp expires,
                        const wire::OwnerTokenHash& owner) override;
    BlobWriteResult write(const ObjectId& blob, const wire::OwnerTokenHash& owner,
                          std::uint64_t offset, ByteView data, BlobState& state) override;
    std::optional<BlobState> stat(const ObjectId& blob) override;
    std::optional<BlobState> extend(const ObjectId& blob, const wire::OwnerTokenHash& owner,
                                    Timestamp expires) override;
    bool remove(const ObjectId& blob, const wire::OwnerTokenHash& owner) override;

    [[nodiscard]] std::uint64_t count() const { return m_count; }
    [[nodiscard]] std::uint64_t bytes() const { return m_bytes; } ///< received ones
    /// Those that have expired, and the notes of files that are gone. True if there are more.
    bool dropOld(Timestamp now);

private:
    struct Stored
    {
        std::int64_t row = 0;
        wire::OwnerTokenHash owner;
        BlobState state;
    };
    [[nodiscard]] std::optional<Stored> find(const ObjectId& blob);
    [[nodiscard]] BlobWriteResult repeat(const Stored& stored, std::uint64_t offset, ByteView data);
    void drop(std::int64_t row, std::uint64_t received);
    [[nodiscard]] bool hasRoom(std::uint64_t bytes) const;
    /// Of one blob so many bytes were here, and now are so many.
    void count(std::uint64_t before, std::uint64_t after);

    Database& m_database;
    BlobFiles& m_files;
    Transaction& m_transaction;
    const StoreOptions& m_options;
    std::uint64_t m_count = 0;
    std::uint64_t m_bytes = 0;
    std::vector<std::int64_t> m_unlinked; ///< gone, and still in `removed_blob`
};

} // namespace sotto::relay
