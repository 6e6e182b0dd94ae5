#include "net/relay/store/sqlite_blobs.h"

#include <algorithm>

namespace sotto::relay {

namespace {

constexpr int kBlobsDropped = 32;

} // namespace

SqliteBlobs::SqliteBlobs(Database& database, BlobFiles& files, Transaction& transaction,
                         const StoreOptions& options)
    : m_database(database)
    , m_files(files)
    , m_transaction(transaction)
    , m_options(options)
{
    {
        Query query = m_database.query("SELECT COUNT(*), IFNULL(SUM(received), 0) FROM blob");
        query.step();
        m_count = query.number(0);
        m_bytes = query.number(1);
    }
    Query query = m_database.query("SELECT row FROM removed_blob");
    while (query.step()) {
        if (m_files.remove(query.integer(0))) {
            m_unlinked.push_back(query.integer(0));
        }
    }
}

std::optional<SqliteBlobs::Stored> SqliteBlobs::find(const ObjectId& blob)
{
    Query query =
        m_database.query("SELECT row, owner, size, received, expires FROM blob WHERE id = ?");
    if (!query.bind(blob).step()) {
        return std::nullopt;
    }
    return Stored{query.integer(0),
                  query.fixed<wire::OwnerTokenHash>(1),
                  {query.number(2), query.number(3), query.time(4)}};
}

CreateResult SqliteBlobs::create(const ObjectId& blob, std::uint64_t size, Timestamp expires,
                                 const wire::OwnerTokenHash& owner)
{
    if (const auto known = find(blob)) {
        return known->owner == owner && known->state.size == size ? CreateResult::Same
                                                                  : CreateResult::Exists;
    }
    if ((m_options.blobsMax != 0 && m_count >= m_options.blobsMax) || !hasRoom(size)) {
        return CreateResult::Quota;
    }
    m_database.run("INSERT INTO blob (id, size, received, expires, owner) VALUES (?, ?, 0, ?, ?)",
                   blob, size, expires, owner);
    ++m_count;
    m_transaction.onRollback([this] { --m_count; });
    return CreateResult::Created;
}

bool SqliteBlobs::hasRoom(std::uint64_t bytes) const
{
    return m_options.blobsBytesMax == 0 ||
           (m_bytes <= m_options.blobsBytesMax && bytes <= m_options.blobsBytesMax - m_bytes);
}

void SqliteBlobs::count(std::uint64_t before, std::uint64_t after)
{
    m_bytes += after - before;
    m_transaction.onRollback([this, before, after] { m_bytes += before - after; });
}

BlobWriteResult SqliteBlobs::write(const ObjectId& blob, const wire::OwnerTokenHash& owner,
                                   std::uint64_t offset, ByteView data, BlobState& state)
{
    std::optional<Stored> stored = find(blob);
    if (!stored || stored->owner != owner) {
        return BlobWriteResult::NotPermitted;
    }
    state = stored->state;
    if (offset > state.size || data.size() > state.size - offset) {
        return BlobWriteResult::TooLong;
    }
    if (state.received == state.size) {
        return repeat(*stored, offset, data);
    }
    if (offset > state.received) {
        return BlobWriteResult::Gap;
    }
    const std::uint64_t received = offset + data.size();
    if (received > state.received && !hasRoom(received - state.received)) {
        return BlobWriteResult::Quota;
    }
    m_files.write(stored->row, offset, data);
    count(state.received, received);
    state.received = received;
    m_database.run("UPDATE blob SET received = ?2 WHERE row = ?1", stored->row, state.received);
    return BlobWriteResult::Written;
}

BlobWriteResult SqliteBlobs::repeat(const Stored& stored, std::uint64_t offset, ByteView data)
{
    // The answer to the last piece was lost: the same once more is no error.
    const auto present =
        data.empty() ? std::optional(Bytes()) : m_files.read(stored.row, offset, data.size());
    return present && std::ranges::equal(*present, data) ? BlobWriteResult::Written
                                                         : BlobWriteResult::Complete;
}

std::optional<BlobState> SqliteBlobs::stat(const ObjectId& blob)
{
    const auto stored = find(blob);
    return stored ? std::optional(stored->state) : std::nullopt;
}

std::optional<BlobState> SqliteBlobs::extend(const ObjectId& blob,
                                             const wire::OwnerTokenHash& owner, Timestamp expires)
{
    std::optional<Stored> stored = find(blob);
    if (!stored || stored->owner != owner) {
        return std::nullopt;
    }
    m_database.run("UPDATE blob SET expires = ?2 WHERE row = ?1", stored->row, expires);
    stored->state.expires = expires;
    return stored->state;
}

bool SqliteBlobs::remove(const ObjectId& blob, const wire::OwnerTokenHash& owner)
{
    const auto stored = find(blob);
    if (!stored || stored->owner != owner) {
        return false;
    }
    drop(stored->row, stored->state.received);
    return true;
}

void SqliteBlobs::drop(std::int64_t row, std::uint64_t received)
{
    m_database.run("DELETE FROM blob WHERE row = ?", row);
    m_database.run("INSERT INTO removed_blob VALUES (?)", row);
    --m_count;
    m_transaction.onRollback([this] { ++m_count; });
    count(received, 0);
    m_transaction.onCommit([this, row] {
        if (m_files.remove(row)) {
            m_unlinked.push_back(row);
        }
    });
}

bool SqliteBlobs::dropOld(Timestamp now)
{
    for (const std::int64_t row : m_unlinked) {
        m_database.run("DELETE FROM removed_blob WHERE row = ?", row);
    }
    m_transaction.onCommit([this, count = m_unlinked.size()] {
        m_unlinked.erase(m_unlinked.begin(),
                         m_unlinked.begin() + static_cast<std::ptrdiff_t>(count));
    });
    std::vector<std::pair<std::int64_t, std::uint64_t>> expired;
    {
        Query query = m_database.query("SELECT row, received FROM blob WHERE expires <= ? LIMIT ?");
        query.bind(now, kBlobsDropped);
        while (query.step()) {
            expired.emplace_back(query.integer(0), query.number(1));
        }
    }
    for (const auto& [row, received] : expired) {
        drop(row, received);
    }
    return expired.size() == kBlobsDropped;
}

} // namespace sotto::relay
