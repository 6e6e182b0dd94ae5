#include "net/relay/store/sqlite_store.h"

#include "net/relay/store/mailbox_index_loading.h"
#include "net/relay/store/schema.h"
#include "net/relay/store/sqlite_reader.h"

#include <sqlite3.h>

namespace sotto::relay {

namespace {

using std::chrono::milliseconds;

/// One slice of maintenance: what a group waits for it at most.
constexpr milliseconds kSlice{3};
/// How often all mailboxes are looked through for what is too old, and versions, events, invites
/// and blobs as well: ages are days.
constexpr milliseconds kExpiryInterval{30'000};
constexpr milliseconds kDropInterval{1'000};
constexpr crypto::Duration kExpiryTimeKept = crypto::Duration::minutes(1);
/// Freed envelopes that are worth a slice before it is due.
constexpr std::size_t kFreedWorthASlice = 4'096;

constexpr std::uint64_t kPageBytes = 4'096;
/// Pages of the WAL at which the checkpointer begins to write it back. It ends behind commits that
/// came meanwhile, so the log starts anew only after a pause: without one the writer does the small
/// rest itself when the log has grown to kCheckpointNowPages.
constexpr int kCheckpointPages = 2'000;
constexpr int kCheckpointNowPages = 8'000;
/// A WAL that grew beyond (a long backup read it) is cut back to this. Not to nothing: what is
/// there can be used again when the disk is full.
constexpr int kJournalBytesMax = 32 << 20;

} // namespace

SqliteStore::SqliteStore(const std::filesystem::path& folder, const StoreOptions& options)
    : m_options(options)
    , m_folder(folder)
{
    if (m_folder.empty()) {
        m_files = std::make_unique<MemoryBlobFiles>();
        m_database = std::make_shared<Database>("", Database::Mode::InMemory);
    } else {
        m_held.emplace(m_folder);
        m_files = std::make_unique<DiskBlobFiles>(StoreFolder::blobs(m_folder));
        m_database =
            std::make_shared<Database>(StoreFolder::database(m_folder), Database::Mode::Write);
    }
    configure();
    m_reclaim.emplace(*m_database, m_index, m_options);
    m_eapi.emplace(*m_database);
    m_mailboxes.emplace(SqliteMailboxes::Parts{*m_database, m_transaction, m_index, *m_reclaim,
                                               *m_eapi, m_options});
    m_objects.emplace(*m_database, m_transaction, m_options, *m_eapi);
    m_invites.emplace(*m_database, m_transaction, m_options);
    m_blobs.emplace(*m_database, *m_files, m_transaction, m_options);
    loadMailboxIndex(*m_database, m_index, *m_reclaim);
    m_expiryTime = {
        static_cast<std::uint64_t>(m_database->value("SELECT seconds FROM expiry_clock"))};
    if (!m_folder.empty()) {
        m_checkpointer.emplace(StoreFolder::database(m_folder));
    }
}

void SqliteStore::configure()
{
    Database& database = *m_database;
    database.execute("PRAGMA page_size = " + std::to_string(kPageBytes));
    database.execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
                     "PRAGMA wal_autocheckpoint = 0; PRAGMA journal_size_limit = " +
                     std::to_string(kJournalBytesMax) +
                     "; PRAGMA secure_delete = FAST; PRAGMA cache_size = -32768;"
                     "PRAGMA temp_store = MEMORY;");
    prepareSchema(database);
    if (m_options.databaseBytesMax != 0) {
        const auto pageBytes = static_cast<std::uint64_t>(database.value("PRAGMA page_size"));
        const std::uint64_t pages =
            std::max(m_options.databaseBytesMax / pageBytes, std::uint64_t{1});
        database.execute("PRAGMA max_page_count = " + std::to_string(pages));
    }
    sqlite3_wal_hook(
        database.raw(),
        [](void* store, sqlite3*, const char*, int pages) {
            static_cast<SqliteStore*>(store)->m_walPages = pages;
            return SQLITE_OK;
        },
        this);
}

SqliteStore::~SqliteStore()
{
    try {
        if (m_database->isInTransaction()) {
            rollback();
        }
        if (m_mailboxes->hasUnwritten()) {
            inTransaction([this] {
                m_mailboxes->write();
                return false;
            });
        }
    } catch (const StoreFailure&) {
        // As after a crash: some envelopes are delivered again.
    }
}

// ---- transactions ------------------------------------------------------------------------------

void SqliteStore::begin()
{
    if (m_folder.empty()) {
        m_inTransaction = std::unique_lock(m_shared);
    }
    m_database->run("BEGIN");
}

void SqliteStore::commit()
{
    m_files->sync();
    m_database->run("COMMIT");
    m_transaction.committed();
    m_mailboxes->trim();
    m_inTransaction = {};
}

void SqliteStore::rollback() noexcept
{
    try {
        // A full disk may have made SQLite roll back by itself.
        if (m_database->isInTransaction()) {
            m_database->run("ROLLBACK");
        }
    } catch (const StoreFailure&) {
        // It stays open, and the next begin() fails loudly.
    }
    m_files->abandon();
    m_transaction.rolledBack();
    m_mailboxes->trim();
    m_inTransaction = {};
}

template <class Work> bool SqliteStore::inTransaction(Work work)
{
    try {
        begin();
        const bool result = work();
        commit();
        return result;
    } catch (...) {
        rollback();
        throw;
    }
}

// ---- upkeep ------------------------------------------------------------------------------------

bool SqliteStore::maintain(Timestamp now)
{
    const Clock::time_point start = Clock::now();
    const Deadline deadline = start + kSlice;
    bool hasMore = false;
    if (start >= m_nextExpiry) {
        m_nextExpiry = start + kExpiryInterval;
        m_isExpiring = true;
    }
    if (m_isExpiring || start >= m_nextWrite || m_reclaim->freed() >= kFreedWorthASlice ||
        m_reclaim->hasTooMany()) {
        hasMore = writeBehind(now, deadline);
        if (!hasMore) {
            m_nextWrite = start + milliseconds(m_options.writeBehindMs);
        }
    }
    if (start >= m_nextDrop) {
        const bool hasMoreOld = dropOld(now);
        hasMore = hasMore || hasMoreOld;
        if (!hasMoreOld) {
            m_nextDrop = start + std::min(kDropInterval, milliseconds(m_options.writeBehindMs));
        }
    }
    if (now >= m_expiryTime.plus(kExpiryTimeKept)) {
        keepExpiryTime(now);
    }
    if (m_walPages < m_walPagesAsked) {
        m_walPagesAsked = 0; // the log began anew
    }
    if (m_walPages >= m_walPagesAsked + kCheckpointPages) {
        m_walPagesAsked = m_walPages;
        if (m_checkpointer && m_walPages < kCheckpointNowPages) {
            m_checkpointer->begin();
        } else {
            checkpoint();
        }
    }
    return hasMore;
}

bool SqliteStore::writeBehind(Timestamp now, Deadline deadline)
{
    // Losing this costs nothing but doing it again, so it needs no sync of its own. The next
    // commit's covers it, since a WAL is valid up to its first gap.
    m_database->execute("PRAGMA synchronous = NORMAL");
    bool hasMore = false;
    try {
        hasMore = inTransaction([&] {
            const bool isExpiring = m_isExpiring && m_mailboxes->expire(now, deadline);
            if (m_mailboxes->hasUnwritten()) {
                m_mailboxes->write();
            }
            const bool hasFreed = m_reclaim->dropEnvelopes(m_transaction, deadline);
            const bool hasIds = m_reclaim->forgetIds(m_transaction, now, deadline);
            m_isExpiring = isExpiring;
            return isExpiring || hasFreed || hasIds;
        });
    } catch (...) {
        m_database->execute("PRAGMA synchronous = FULL");
        throw;
    }
    m_database->execute("PRAGMA synchronous = FULL");
    return hasMore;
}

bool SqliteStore::dropOld(Timestamp now)
{
    return inTransaction([&] {
        const bool hasVersions = m_objects->dropOld(now);
        const bool hasInvites = m_invites->dropOld(now);
        const bool hasBlobs = m_blobs->dropOld(now);
        return hasVersions || hasInvites || hasBlobs;
    });
}

void SqliteStore::keepExpiryTime(Timestamp now)
{
    inTransaction([&] {
        m_database->run("UPDATE expiry_clock SET seconds = ?", now);
        return false;
    });
    m_expiryTime = now;
}

void SqliteStore::checkpoint()
{
    const int code = sqlite3_wal_checkpoint_v2(m_database->raw(), nullptr,
                                               SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
    // Busy: the checkpointer is at it.
    if (code != SQLITE_OK && code != SQLITE_BUSY) {
        m_database->fail(code);
    }
}

StoreFigures SqliteStore::figures()
{
    StoreFigures out;
    out.mailboxes = m_mailboxes->count();
    out.pendingEnvelopes = m_index.pendingEnvelopes;
    out.pendingBytes = m_index.pendingBytes;
    out.objects = m_objects->count();
    out.invites = m_invites->count();
    out.blobs = m_blobs->count();
    out.blobBytes = m_blobs->bytes();
    const std::unique_lock lock =
        m_folder.empty() ? std::unique_lock(m_shared) : std::unique_lock<std::recursive_mutex>();
    out.databaseBytes = static_cast<std::uint64_t>(m_database->value("PRAGMA page_count") *
                                                   m_database->value("PRAGMA page_size"));
    return out;
}

std::unique_ptr<StoreReader> SqliteStore::openReader()
{
    if (m_folder.empty()) {
        return std::make_unique<SqliteReader>(m_database, *m_files, &m_shared);
    }
    return std::make_unique<SqliteReader>(
        std::make_shared<Database>(StoreFolder::database(m_folder), Database::Mode::Read), *m_files,
        nullptr);
}

std::unique_ptr<Store> openSqliteStore(const std::filesystem::path& folder,
                                       const StoreOptions& options)
{
    return std::make_unique<SqliteStore>(folder, options);
}

} // namespace sotto::relay
