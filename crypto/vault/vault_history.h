#pragma once

#include "crypto/vault/vault_reader.h"

namespace sotto::crypto {

/// As many writers as there can be, each of which names all others (VaultReader, VaultHistory).
inline constexpr std::size_t kVaultReaderBytesMax =
    35 + kVaultWritersMax * (48 + (kVaultWritersMax - 1) * 42);
inline constexpr std::size_t kVaultHistoryBytesMax =
    5 + kVaultReaderBytesMax + kVaultWritersMax * (47 + (kVaultWritersMax - 1) * 42);

/// What to read next of one writer, going back.
struct WantedRecords
{
    WriterIndex writer = 0;
    std::uint64_t newest = 0; ///< the next one to take
    /// How far back the run must reach at least: newest itself, but where the chain of a struck
    /// writer begins.
    std::uint64_t oldest = 0;
    bool operator==(const WantedRecords&) const = default;
};

/// All writers' chains for a device that comes with nothing but the phrase: read from their newest
/// records back to their first ones, so that a conversation's last messages are there at once and
/// its beginning later. What is written meanwhile is read forward from where each chain was begun.
/// Once isComplete(), forward() is what a VaultReader is that took everything from the first record
/// on. PROTOCOL.md section 5.3, "Reading backwards".
///
/// A chain begins at an *anchor*, of which the signature is checked. Below it each record must have
/// the hash that the one above names, so one signature stands for the whole chain; those of the
/// other records are not looked at.
///
/// Store serialize() in one transaction with the records that were taken: reading goes on from any
/// record. Records of different writers may come in any order.
class VaultHistory
{
public:
    explicit VaultHistory(std::span<const std::uint8_t, 32> vault);

    /// Takes a writer's anchor, or the record before the oldest one that was taken of it. An error
    /// changes nothing; after UnknownEpoch try again once older epochs have been opened. A struck
    /// writer's anchor must be the newest record that listed writers have named, see takeRun().
    ///
    /// Errors as going forward, with these differences. Gap: not the record before, and its
    /// sequence number says which one is the next (above the newest one read: forward). Fork:
    /// signed by the writer, but not what the record above names. EpochWentBack, SeenWentBack: its
    /// epoch, or a head that it names, is newer than that of a record behind it.
    [[nodiscard]] Result<AcceptedRecord, VaultError> take(ByteView record,
                                                          const VaultSources& sources);
    /// Takes records of one writer, newest first, all of them or none. The chain of a struck writer
    /// begins with a run: from the newest record that a listed writer has named down to the oldest
    /// of those that are the newest one of some listed writer, with the hashes that they name
    /// (StruckWriter). So nobody who has its key and one more device writes its history anew.
    [[nodiscard]] Result<std::vector<AcceptedRecord>, VaultError>
    takeRun(std::span<const ByteView> records, const VaultSources& sources);

    /// As VaultReader::take() and takeRun(): records behind the newest one that was read. A writer
    /// of whom nothing was read may begin here with its first record.
    [[nodiscard]] Result<AcceptedRecord, VaultError> takeNewer(ByteView record,
                                                               const VaultSources& sources);
    [[nodiscard]] Result<std::vector<AcceptedRecord>, VaultError>
    takeNewerRun(std::span<const ByteView> records, const VaultSources& sources);

    /// The newest ends of the chains: what VaultWriter names, and where to read forward.
    [[nodiscard]] const VaultReader& forward() const { return m_reader; }
    /// The oldest record that was read of a writer; 1 once its chain is complete.
    [[nodiscard]] std::optional<std::uint64_t> oldest(WriterIndex writer) const;

    /// What listed writers have named, or this device has read, beyond the heads that the relay
    /// shows (writer to sequence number). Known as soon as the anchors have been taken, before
    /// anything older is fetched, and more of it with each record.
    [[nodiscard]] std::vector<MissingRecords>
    missing(const std::map<WriterIndex, std::uint64_t>& shown, const WriterKeys& writers) const;

    /// The next records going back, ascending by writer, at most one entry for each. All of them
    /// can be read at once. Struck writers begin once all listed ones have come to a checkpoint or
    /// to their first record, for then it is known what they name; those of whom the relay does
    /// not show what is named are missing() instead.
    [[nodiscard]] std::vector<WantedRecords>
    wanted(const std::map<WriterIndex, std::uint64_t>& shown, const WriterKeys& writers) const;
    /// True if nothing is wanted(). Something may be missing() nevertheless.
    [[nodiscard]] bool isComplete(const std::map<WriterIndex, std::uint64_t>& shown,
                                  const WriterKeys& writers) const;

    /// Public bytes, at most kVaultHistoryBytesMax: u8 version (1) || bytes32 VaultReader || for
    /// each of its writers: u64 oldest sequence || previous[32] || u32 epoch || flag settled ||
    /// u16 m || m × SeenHead, ascending; of a chain that is complete: 1 || zeros || 0 || 1 || 0.
    [[nodiscard]] Bytes serialize() const;
    [[nodiscard]] static Result<VaultHistory, ParseError> parse(ByteView bytes);

private:
    using Chain = VaultReader::Chain;
    /// The oldest end of a chain that was begun. Nothing but the sequence is kept of a complete
    /// one.
    struct End
    {
        std::uint64_t sequence = 0;
        RecordHash previous; ///< of the record before it
        Epoch epoch = 0;
        bool settled = false; ///< a checkpoint was read: older records name nobody newer
        SeenHeads seen;       ///< oldest head named of each other writer

        bool operator==(const End&) const = default;
    };
    static const End kComplete;

    [[nodiscard]] Result<VaultRecord, VaultError> identify(ByteView bytes,
                                                           const VaultSources& sources) const;
    /// Checks that the record is the next one going back, and moves both ends of its chain.
    [[nodiscard]] Result<AcceptedRecord, VaultError>
    step(const VaultRecord& record, const VaultSources& sources, Chain& chain, End& end) const;
    [[nodiscard]] static Result<void, VaultError> checkPlace(const VaultRecord& record,
                                                             const RecordHash& hash,
                                                             const VaultSources& sources,
                                                             const Chain& chain, const End& end);
    [[nodiscard]] static bool namesNewer(const RecordBody& body, const End& end);
    static void move(const AcceptedRecord& record, const RecordHeader& header, Chain& chain,
                     End& end);
    [[nodiscard]] bool isVouchedFor(std::span<const AcceptedRecord> run,
                                    const WriterKeys& writers) const;
    void noteNewer(const AcceptedRecord& record);
    /// Whether what listed writers name of others is known to the full.
    [[nodiscard]] bool isSettled(const std::map<WriterIndex, std::uint64_t>& shown,
                                 const WriterKeys& writers) const;
    [[nodiscard]] std::optional<WantedRecords> anchorOf(WriterIndex writer, std::uint64_t shown,
                                                        const WriterKeys& writers,
                                                        bool settled) const;
    [[nodiscard]] static End readEnd(Reader& in, WriterIndex writer, const Chain& chain);

    VaultReader m_reader;
    std::map<WriterIndex, End> m_ends; ///< of the same writers as the reader's chains
};

} // namespace sotto::crypto
