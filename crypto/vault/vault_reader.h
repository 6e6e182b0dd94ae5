#pragma once

#include "crypto/vault/seen_heads.h"

#include <functional>
#include <optional>

namespace sotto::crypto {

/// What the vault's key list says of a writer.
struct WriterKey
{
    SigningPublicKey key;
    bool struck = false;
};
using WriterKeys = std::function<std::optional<WriterKey>(WriterIndex)>;
/// True if the writer has a key that is not struck.
[[nodiscard]] bool isListed(const WriterKeys& writers, WriterIndex writer);
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
    StruckWriter,  ///< by a removed device: only as a run up to what a listed device has seen
    Gap,           ///< records before it are missing
    AlreadyRead,   ///< at a place that was read: that record again, or one whose hash the caller
                   ///< no longer has to compare
    Fork,          ///< another record than the one that was read at that place, or behind it
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

/// A listed device says that it has seen another record than this device at one place. Either it
/// lies, or that place was written twice, or the relay shows the two devices different things.
struct Contradiction
{
    WriterIndex by = 0;
    SeenHead claim;
    RecordHash read; ///< what this device has read there
    bool operator==(const Contradiction&) const = default;
};

/// A record that has its place in the vault.
struct AcceptedRecord
{
    WriterIndex writer = 0;
    std::uint64_t sequence = 0;
    RecordHash hash;
    /// Nothing if the content was taken away. See Deletions.
    std::optional<RecordBody> body;
    /// For an alarm; what contradicts is no reason to refuse anybody's record.
    std::vector<Contradiction> contradictions;
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
///
/// A listed writer's records are taken in their order whatever others say of them, so that no
/// stolen device can lock another one out, and devices that read the same records end with the same
/// vault in whatever order they read (unless a writer signs one place twice: a fork, of which each
/// keeps what it read first). What a struck device says counts for nothing.
class VaultReader
{
public:
    explicit VaultReader(std::span<const std::uint8_t, 32> vault);

    /// Takes the next record of some listed writer. The records of one writer come in order; those
    /// of different writers in any. An error changes nothing.
    [[nodiscard]] Result<AcceptedRecord, VaultError> take(ByteView record,
                                                          const VaultSources& sources);
    /// Takes further records of one writer that was struck, all of them or none: they must reach
    /// the last one that a listed writer has named, and have the hash that each listed writer has
    /// named at its place. So nothing counts that it wrote later, and nothing that somebody writes
    /// with its key in place of what it wrote. A listed writer that lies holds the run up until it
    /// is struck as well. Read all listed writers first, and again after a removal, when each
    /// writes a checkpoint.
    [[nodiscard]] Result<std::vector<AcceptedRecord>, VaultError>
    takeRun(std::span<const ByteView> records, const VaultSources& sources);

    /// What listed writers have seen and this device has not read. Not empty once everything that
    /// the relay shows has been read: the relay keeps something back, or a listed device lies.
    [[nodiscard]] std::vector<MissingRecords> missing(const WriterKeys& writers) const;
    /// The same beside the heads that the relay shows (writer to sequence number), before anything
    /// is fetched: what has been read or named before and is no longer there.
    [[nodiscard]] std::vector<MissingRecords>
    missing(const std::map<WriterIndex, std::uint64_t>& shown, const WriterKeys& writers) const;

    /// The heads read so far, ascending by writer.
    [[nodiscard]] std::vector<SeenHead> heads() const;
    [[nodiscard]] std::optional<SeenHead> head(WriterIndex writer) const;

    /// Public bytes: u8 version (1) || vault[32] || u16 n || n × (SeenHead || u32 epoch ||
    /// u16 m || m × SeenHead), ascending.
    [[nodiscard]] Bytes serialize() const;
    [[nodiscard]] static Result<VaultReader, ParseError> parse(ByteView bytes);

private:
    friend class VaultHistory; // the other end of the same chains

    struct Chain
    {
        std::uint64_t sequence = 0;
        RecordHash hash;
        Epoch epoch = 0;
        SeenHeads seen; ///< newest head named of each other writer
    };

    [[nodiscard]] Chain chainOf(WriterIndex writer) const;
    /// What the record says; nothing if that was taken away.
    [[nodiscard]] static Result<std::optional<RecordBody>, VaultErrorKind>
    open(const VaultRecord& record, const EpochKeys& epochs);
    /// Checks that the record is the next one of @p chain, and moves that.
    [[nodiscard]] Result<AcceptedRecord, VaultError>
    follow(const VaultRecord& record, const VaultSources& sources, Chain& chain) const;
    [[nodiscard]] Result<void, VaultErrorKind> checkPlace(const RecordHeader& header,
                                                          const RecordHash& hash,
                                                          const Chain& chain,
                                                          const KnownHashes& hashes) const;
    void findContradictions(AcceptedRecord& record, const VaultSources& sources) const;
    /// The newest head that each listed writer has named of @p writer.
    [[nodiscard]] std::vector<SeenHead> namedOf(WriterIndex writer,
                                                const WriterKeys& writers) const;
    [[nodiscard]] bool isVouchedFor(std::span<const AcceptedRecord> run,
                                    const WriterKeys& writers) const;

    std::array<std::uint8_t, 32> m_vault{};
    std::map<WriterIndex, Chain> m_chains;
};

} // namespace sotto::crypto
