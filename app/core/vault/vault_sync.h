#pragma once

#include "app/core/account/account_objects.h"
#include "app/core/vault/stored_entries.h"
#include "app/core/vault/vault_copy_proof.h"
#include "app/core/vault/vault_follower.h"
#include "app/core/vault/vault_journal.h"
#include "app/core/vault/vault_link_search.h"
#include "app/core/vault/vault_outgoing.h"
#include "app/core/vault/vault_restore.h"
#include "app/core/vault/vault_snapshots.h"
#include "app/core/vault/vault_state.h"
#include "app/core/vault/vault_sweep.h"

#include <QTimer>

namespace sotto::core {

/// Keeps what the own devices share the same on all of them, by way of the account's vault: one
/// connection, over which the journal's records leave and those of the others are read. Works from
/// the moment that the relay has the vault's list; without words there is none, and nothing to do.
class VaultSync
{
public:
    VaultSync(Context& context, OwnAccount& own, StoredThings& things, AccountObjects& objects);

    /// state() is another one; at most ten times a second.
    std::function<void()> onState;
    /// VaultForked, VaultBroken, VaultBehind, DeviceCopied: once for each writer and run.
    std::function<void(const Problem&)> onTrouble;
    /// This device's disk was copied: nothing may leave it any more.
    std::function<void()> onCopied;
    /// The relay knows nothing of this device that it does not know itself; or cannot be asked.
    std::function<void()> onProven;
    /// What this device has changed was written: once a day the account wants a new epoch.
    std::function<void()> onWritten;
    /// Within the transaction that remembers it.
    std::function<void(Work&, const sotto::wire::ObjectEvent&)> onEvent;

    /// Before AccountObjects::load().
    void hook();
    /// Nothing counts of a writer whom no device of the account names as itself.
    void demandClaims() { m_book.demandsClaims = true; }
    /// Behind it.
    void load();
    void tellCopied();
    void start();
    void stop();
    void retryNow();
    /// This device is about to leave: what it has not said yet, and what it has read, goes before
    /// the entry that says so.
    void farewell();
    /// For Context::beforeCommit, behind markDirty().
    void onCommit(Work& work);

    [[nodiscard]] VaultState state() const;
    [[nodiscard]] bool isCopied() const;
    /// All that changed here is at the relay, and all that it has was read.
    [[nodiscard]] bool isIdle() const;
    /// In this run all was read of which it is known that there is such a thing.
    [[nodiscard]] bool isAllRead() const { return m_isFresh; }
    /// The relay may know that this disk was copied, and was not asked yet.
    [[nodiscard]] bool mustProve() const;

private:
    void open();
    void connect();
    void begin();
    void seed(Work& work, bool said);
    void onLoggedIn();
    void onWriters(const client::Outcome<sotto::wire::Writers>& outcome,
                   std::uint64_t acknowledged);
    void onAppended(const sotto::wire::RecordsAppended& appended);
    void readWriters();
    void readList();
    void pump();
    void settle();
    void deposit(const crypto::LogEntry* entry, const crypto::EpochLinks* links,
                 std::function<void()> done);
    void onVaultTrouble(const VaultTrouble& trouble);
    /// The relay lets this device into the vault no more.
    void lost();
    void searchLinks();
    void lookForCopy(crypto::WriterIndex by, std::uint64_t sequence);
    void vouch();
    [[nodiscard]] bool mayWrite() const;
    void written();
    void proven();
    [[nodiscard]] bool isLongHere() const;
    void tell();

    Context& m_context;
    OwnAccount& m_own;
    StoredThings& m_things;
    AccountObjects& m_objects;
    VaultBook m_book;
    VaultBlocks m_blocks;
    VaultTaking m_taking;
    VaultJournal m_journal;
    VaultOutgoing m_outgoing;
    VaultCopyProof m_copyProof;
    VaultFollower m_follower;
    VaultRestore m_restore;
    VaultLinkSearch m_search;
    VaultSnapshots m_snapshots;
    VaultSweep m_sweep;
    StoredEntries m_entries;
    std::unique_ptr<client::EapiKeeper> m_keeper;
    std::unique_ptr<client::ObjectConnection> m_connection;
    QTimer m_telling;
    crypto::Epoch m_epoch = 0;
    std::size_t m_entriesSeen = 0; ///< of the log, when it was looked who is claimed
    bool m_started = false;
    bool m_isProven = false;
    bool m_knowsList = false;    ///< since the login
    bool m_knowsWriters = false; ///< the same
    bool m_asksList = false;
    bool m_asksWriters = false;
    bool m_asksAgain = false; ///< something is missing: perhaps it was not heard of
    bool m_isFresh = false;
};

} // namespace sotto::core
