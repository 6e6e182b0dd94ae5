#pragma once

#include "app/core/objects/own_object.h"
#include "app/core/vault/stored_things.h"
#include "app/core/vault/vault_keys.h"
#include "app/core/vault/vault_proofs.h"
#include "app/core/vault/vault_sync.pb.h"
#include "crypto/vault/vault_history.h"
#include "crypto/vault/vault_writer.h"

#include <map>
#include <set>

namespace sotto::core {

/// What is wrong with the vault, or with what the relay shows of it.
struct VaultTrouble
{
    enum class Kind : std::uint8_t
    {
        Broken, ///< a record that is none, or that nobody of the account can have written
        Forked, ///< two records at one place, or devices that contradict each other
        Behind, ///< records or contents are gone that were there, or that others have read
        Copied, ///< another copy of this device's disk has written
    };
    Kind kind = Kind::Broken;
    crypto::WriterIndex writer = 0;
    std::string technical;
};

/// What this device knows of the vault's chains, in memory and on the disk: its own one, how far
/// the others were read, and the keys of all epochs. Written by the rooms around it, each in the
/// transaction that it concerns.
class VaultBook
{
public:
    VaultBook(Context& context, OwnAccount& own, StoredThings& things);

    std::function<void(const VaultTrouble&)> onTrouble;
    /// It looks as if another copy of this device had written a record at that place.
    std::function<void(crypto::WriterIndex by, std::uint64_t sequence)> onSuspicion;

    /// What is known before the vault is.
    void loadState();
    /// Of an account whose vault is at the relay. False if this device is struck from its list.
    /// @p vault outlives it, or is opened anew.
    bool open(OwnObject& vault);
    void close() { m_vault = nullptr; }
    [[nodiscard]] bool isOpen() const { return m_vault != nullptr; }
    [[nodiscard]] OwnObject& vault() const { return *m_vault; }
    [[nodiscard]] crypto::WriterIndex place() const { return m_writer->place(); }
    [[nodiscard]] const OwnAccount& own() const { return m_own; }
    [[nodiscard]] crypto::Epoch heldEpoch() const { return m_own.sharedKey().epoch(); }
    /// How many listed devices stand before this one.
    [[nodiscard]] int rank() const;

    [[nodiscard]] bool isListed(crypto::WriterIndex writer) const;
    /// Whether a device of the account says that it is this writer. Without demandsClaims all are.
    [[nodiscard]] bool isClaimed(crypto::WriterIndex writer);
    /// Whether a device of the log has said that of itself.
    [[nodiscard]] bool isSaidByDevice(const wire::VaultDevice& said) const;
    [[nodiscard]] wire::WriterUse& useOf(crypto::WriterIndex writer);
    [[nodiscard]] crypto::VaultSources sources();
    [[nodiscard]] crypto::WriterKeys writers() const;
    [[nodiscard]] crypto::VaultHistory& history() { return *m_history; }
    [[nodiscard]] const crypto::VaultHistory& history() const { return *m_history; }
    [[nodiscard]] const crypto::VaultWriter& writer() const { return *m_writer; }
    /// Missing are what listed devices have read and the relay does not show.
    [[nodiscard]] std::vector<crypto::MissingRecords> missing() const;
    /// All that the relay shows was read, of all writers of whom something counts.
    [[nodiscard]] bool isAllRead() const;

    /// Something was read of each listed writer.
    [[nodiscard]] bool hasReadOfAll() const;

    /// Writes the next record and queues it. Links of the epoch come before the first of an epoch.
    void put(Work& work, const Thing& thing, const wire::VaultContent& content);
    /// A tombstone for a record that holds @p named, or something that has its name.
    void bury(Work& work, const wire::VaultContent& named, const storage::VaultStore::Entry& entry);
    void checkpoint(Work& work);
    /// This device joined by the words, and no other one has said anything since: what the relay
    /// shows may be as old as the newest record.
    [[nodiscard]] bool isUnheard() const { return state.unheard_ms() > 0; }
    void hear() { state.set_unheard_ms(0); }
    /// How many keys of the list are struck.
    [[nodiscard]] std::uint32_t countStruck() const;
    /// Behind what was written in the transaction.
    void storeWriter(Work& work);
    void storeHistory(Work& work);
    void storeState(Work& work);

    void tell(VaultTrouble::Kind kind, crypto::WriterIndex writer, std::string technical);
    /// A writer, or for this one the relay, says something of this device that it does not know.
    void suspect(crypto::WriterIndex by, std::uint64_t sequence);
    /// Nothing is written or sent any more, ever.
    void becomeCopied(std::string technical);

    bool demandsClaims = false;
    wire::VaultSyncState state;
    VaultKeys keys;
    VaultProofs proofs;
    std::map<crypto::WriterIndex, std::uint64_t> shown; ///< newest records, as the relay says
    std::set<crypto::WriterIndex> held;    ///< what comes of them is wrong: until the next login
    std::set<crypto::WriterIndex> waiting; ///< for the key of an epoch

private:
    void beginEpoch(Work& work);
    std::optional<crypto::VaultRecord> write(Work& work,
                                             decltype(crypto::RecordBody::content) content);
    [[nodiscard]] crypto::RecordId idOf(const crypto::RecordSource& source);
    void load();

    Context& m_context;
    OwnAccount& m_own;
    StoredThings& m_things;
    OwnObject* m_vault = nullptr;
    std::optional<crypto::VaultWriter> m_writer;
    std::optional<crypto::VaultHistory> m_history;
    std::set<std::pair<VaultTrouble::Kind, crypto::WriterIndex>> m_told;
    std::set<std::pair<crypto::WriterIndex, std::uint64_t>> m_suspected; ///< since open()
};

/// Under these types vault_entries keeps records that are no thing's content.
enum class EntryType : std::uint16_t
{
    Strip = 0xFFF0,     ///< buried, and its content is still to be taken from the relay
    Tombstone = 0xFFF1, ///< key: hash of the record that it names
    Gone = 0xFFF3,      ///< says that a message is gone; key: the message's
    TakenAway = 0xFFF2, ///< without content, and no tombstone is known; key: its hash
};

/// Where vault_entries keeps a record of @p content.
[[nodiscard]] std::uint16_t entryTypeOf(const wire::VaultContent& content);

} // namespace sotto::core
