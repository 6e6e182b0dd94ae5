#pragma once

#include "crypto/vault/vault_record.h"

#include <functional>
#include <map>
#include <optional>
#include <set>

namespace sotto::crypto {

/// What the vault's key list says of a writer.
struct WriterKey
{
    SigningPublicKey key;
    bool struck = false;
};
using WriterKeys = std::function<std::optional<WriterKey>(WriterIndex)>;
/// The vault record key of an epoch, if this device can open it.
using EpochKeys = std::function<std::optional<VaultRecordKey>(Epoch)>;
/// The hash of a record that was accepted before, if the caller still has it.
using KnownHashes = std::function<std::optional<RecordHash>(WriterIndex, std::uint64_t)>;

/// What stands for the caller's stores while a record is read.
struct VaultSources
{
    WriterKeys writers;
    EpochKeys epochs;
    KnownHashes hashes;
};

enum class VaultErrorKind : std::uint8_t
{
    Malformed,     ///< not a record
    WrongVault,    ///< a record of another vault
    UnknownWriter, ///< no such key in the list
    BadSignature,  ///< changed, or not by that writer
    StruckWriter,  ///< by a removed device, and later than what any listed device has seen of it
    Gap,           ///< records before it are missing
    AlreadyRead,   ///< that very record was accepted before; nothing is wrong
    Fork,          ///< another record than the one accepted, or seen by others, at that place
    EpochWentBack, ///< older epoch than the record before: written by an old copy of the device
    UnknownEpoch,  ///< its key is not there (yet)
    DoesNotOpen,   ///< not under the epoch's key, or malformed inside
    SeenWentBack,  ///< names an older head of another writer than it named before
    TooMany,       ///< more writers than kVaultWritersMax
};

struct VaultError
{
    VaultErrorKind kind = VaultErrorKind::Malformed;
    WriterIndex writer = 0;
    std::uint64_t sequence = 0; ///< of the record; for Gap: of the first one that is missing
    bool operator==(const VaultError&) const = default;
};

/// A record that has its place in the vault.
struct AcceptedRecord
{
    WriterIndex writer = 0;
    std::uint64_t sequence = 0;
    RecordHash hash;
    /// Nothing if the content was taken away. See Deletions.
    std::optional<RecordBody> body;
};

/// Records that somebody has seen and the relay has not shown.
struct MissingRecords
{
    WriterIndex writer = 0;
    std::uint64_t first = 0; ///< the first sequence number that is missing
    std::uint64_t last = 0;  ///< the last one that is known of
    WriterIndex seenBy = 0;  ///< whose record names it; the writer itself for a remembered head
    bool operator==(const MissingRecords&) const = default;
};

/// All writers' chains as far as this device has read them. Each record names the one before it,
/// and the heads of the other writers that its writer had seen; so what the relay leaves out, takes
/// away, reorders or shows differently to different devices comes out as soon as one record gets
/// through. PROTOCOL.md section 5.3.
class VaultReader
{
public:
    explicit VaultReader(std::span<const std::uint8_t, 32> vault);

    /// Takes the next record of some writer. The records of one writer come in order; those of
    /// different writers in any. An error changes nothing. Read the records of a removed device
    /// after those of the others.
    [[nodiscard]] Result<AcceptedRecord, VaultError> take(ByteView record,
                                                          const VaultSources& sources);

    /// What other writers have seen and this device has not read. Not empty once everything that
    /// the relay shows has been read: the relay keeps something back.
    [[nodiscard]] std::vector<MissingRecords> missing() const;
    /// The same beside the heads that the relay shows (writer to sequence number), before anything
    /// is fetched: what has been read or named before and is no longer there.
    [[nodiscard]] std::vector<MissingRecords>
    missing(const std::map<WriterIndex, std::uint64_t>& shown) const;

    /// The heads read so far, ascending by writer.
    [[nodiscard]] std::vector<SeenHead> heads() const;
    [[nodiscard]] std::optional<SeenHead> head(WriterIndex writer) const;

    /// Public bytes: u8 version (1) || vault[32] || u16 n || n × (SeenHead || u32 epoch ||
    /// u16 m || m × SeenHead), ascending.
    [[nodiscard]] Bytes serialize() const;
    [[nodiscard]] static Result<VaultReader, ParseError> parse(ByteView bytes);

private:
    struct Chain
    {
        std::uint64_t sequence = 0;
        RecordHash hash;
        Epoch epoch = 0;
        std::map<WriterIndex, SeenHead> seen; ///< newest head named of each other writer
    };

    [[nodiscard]] Result<void, VaultErrorKind> checkPlace(const RecordHeader& header,
                                                          const RecordHash& hash, bool struck,
                                                          const KnownHashes& hashes) const;
    [[nodiscard]] Result<void, VaultErrorKind>
    checkSeen(const RecordHeader& header, const RecordBody& body, const KnownHashes& hashes) const;

    std::array<std::uint8_t, 32> m_vault{};
    std::map<WriterIndex, Chain> m_chains;
};

/// The own device's chain. Stored in the same transaction as the record that it wrote, before that
/// is sent: two different records of one number are a fork, which removes the device's credit. A
/// device that finds the vault ahead of its own state joins again as a new device.
class VaultWriter
{
public:
    VaultWriter(std::span<const std::uint8_t, 32> vault, WriterIndex writer);

    /// The next record. Names the heads in @p reader that changed since the last one; a checkpoint
    /// names all. body.seen is filled in here. Nothing, and no change, if it is too large or the
    /// epoch is older than that of the record before.
    [[nodiscard]] std::optional<VaultRecord> write(RecordBody body, const SharedKey& sharedKey,
                                                   const VaultReader& reader,
                                                   const SigningKey& signer, Random& random);

    [[nodiscard]] std::uint64_t sequence() const { return m_sequence; }
    [[nodiscard]] const RecordHash& head() const { return m_head; }

    /// u8 version (1) || vault[32] || u16 writer || u64 sequence || head[32] || u32 epoch ||
    /// u16 n || n × SeenHead.
    [[nodiscard]] Bytes serialize() const;
    [[nodiscard]] static Result<VaultWriter, ParseError> parse(ByteView bytes);

private:
    std::array<std::uint8_t, 32> m_vault{};
    WriterIndex m_writer = 0;
    std::uint64_t m_sequence = 0;
    RecordHash m_head;
    Epoch m_epoch = 0;
    std::map<WriterIndex, SeenHead> m_named;
};

/// Which contents were rightly taken away: a record without content needs a tombstone that names
/// it, in any chain. Filled while reading; what is left at the end was taken away by the relay.
class Deletions
{
public:
    void add(const AcceptedRecord& record);
    [[nodiscard]] const std::set<RecordHash>& tombstones() const { return m_deleted; }
    /// Records whose content is gone though nobody deleted it.
    [[nodiscard]] std::vector<RecordHash> unexplained() const;

private:
    std::set<RecordHash> m_deleted;
    std::set<RecordHash> m_stripped;
};

/// What a new PutRecord is beside those that stand under the same type and identifier.
enum class Placement : std::uint8_t
{
    New,      ///< the first of that name
    Same,     ///< the same content again: keep one
    Replaces, ///< takes the place of the one that it names
    Conflict, ///< another content under the same name: keep both, and flag them
};

struct StoredPut
{
    RecordHash hash;
    ByteView content;
};

/// Never says that something stored may go unless the new record was written to replace it.
[[nodiscard]] Placement place(const PutRecord& put, std::span<const StoredPut> sameName);

} // namespace sotto::crypto
