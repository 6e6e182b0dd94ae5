#pragma once

#include "net/relay/store/blob_files.h"
#include "net/relay/store/checkpointer.h"
#include "net/relay/store/sqlite_blobs.h"
#include "net/relay/store/sqlite_invites.h"
#include "net/relay/store/sqlite_mailboxes.h"
#include "net/relay/store/sqlite_objects.h"
#include "net/relay/store/store_folder.h"

#include <mutex>

namespace sotto::relay {

/// The default backend: one data folder (store_folder.h), SQLite and files for blobs.
///
/// What is committed survives the death of the process and of the machine, but for the latest
/// acknowledgements and token counts (StoreOptions::writeBehindMs): a crash redelivers.
class SqliteStore final : public Store
{
public:
    /// @throws StoreFailure with a text for the operator. An empty path makes a store in memory,
    /// whose readers share its connection.
    SqliteStore(const std::filesystem::path& folder, const StoreOptions& options);
    ~SqliteStore() override; ///< writes what was put off

    void begin() override;
    void commit() override;
    void rollback() noexcept override;

    MailboxStore& mailboxes() override { return *m_mailboxes; }
    ObjectStore& objects() override { return *m_objects; }
    EapiRecords& eapi() override { return *m_eapi; }
    InviteStore& invites() override { return *m_invites; }
    BlobStore& blobs() override { return *m_blobs; }

    bool maintain(Timestamp now) override;
    StoreFigures figures() override;
    [[nodiscard]] Timestamp expiryTime() const override { return m_expiryTime; }
    [[nodiscard]] std::unique_ptr<StoreReader> openReader() override;

private:
    using Clock = std::chrono::steady_clock;

    void configure();
    /// Runs @p work as a transaction of its own; true if that says so.
    template <class Work> bool inTransaction(Work work);
    bool writeBehind(Timestamp now, Deadline deadline);
    bool dropOld(Timestamp now);
    void keepExpiryTime(Timestamp now);
    void checkpoint();

    StoreOptions m_options;
    std::filesystem::path m_folder;
    std::optional<StoreFolder> m_held;
    std::unique_ptr<BlobFiles> m_files;
    std::shared_ptr<Database> m_database;
    std::recursive_mutex m_shared; ///< of a store in memory, with its readers
    std::unique_lock<std::recursive_mutex> m_inTransaction;

    Transaction m_transaction;
    MailboxIndex m_index;
    std::optional<Reclaim> m_reclaim;
    std::optional<SqliteEapi> m_eapi;
    std::optional<SqliteMailboxes> m_mailboxes;
    std::optional<SqliteObjects> m_objects;
    std::optional<SqliteInvites> m_invites;
    std::optional<SqliteBlobs> m_blobs;

    int m_walPages = 0;      ///< as the last commit left them
    int m_walPagesAsked = 0; ///< when a checkpoint began last
    std::optional<Checkpointer> m_checkpointer;
    Clock::time_point m_nextWrite;
    Clock::time_point m_nextExpiry;
    Clock::time_point m_nextDrop;
    bool m_isExpiring = false;
    Timestamp m_expiryTime; ///< as it is on the disk
};

/// An empty @p folder makes a store in memory. @throws StoreFailure
[[nodiscard]] std::unique_ptr<Store> openSqliteStore(const std::filesystem::path& folder,
                                                     const StoreOptions& options);

} // namespace sotto::relay
