#pragma once

#include "crypto/log/log_rules.h"

namespace sotto::crypto {

/// Why a log or its continuation was refused. Nothing of it was taken.
struct LogError
{
    LogErrorKind kind = LogErrorKind::Malformed;
    std::size_t entryIndex = 0; ///< sequence number of the entry that is wrong

    bool operator==(const LogError&) const = default;
};

/// What a head that somebody names means to somebody who holds a log.
enum class HeadRelation : std::uint8_t
{
    Same,
    Older,   ///< in the log already: a peer that lacks entries, or a relay that rolls back
    Unknown, ///< not to be resolved: a warning at most, never a reason to stop sending
};

/// An account's device log, verified from its first entry. PROTOCOL.md section 3.
class DeviceLog
{
public:
    /// Verifies a whole log, entry by entry.
    [[nodiscard]] static Result<DeviceLog, LogError> verify(std::span<const ByteView> entries);
    /// Takes apart what serialize() made, then verifies it.
    [[nodiscard]] static Result<DeviceLog, LogError> parse(ByteView serialized);

    /// Takes further entries; all of them or none. Entries that the log already holds at their
    /// place are skipped, so that overlapping batches lead to the same log.
    [[nodiscard]] Result<void, LogError> extend(std::span<const ByteView> entries);
    /// The same from the layout that entriesSince() makes.
    [[nodiscard]] Result<void, LogError> extend(ByteView serialized);
    /// Whether @p entry may follow; changes nothing.
    [[nodiscard]] Result<Rank, LogErrorKind> check(const LogEntry& entry) const;

    [[nodiscard]] const AccountId& account() const { return m_state.account; }
    [[nodiscard]] const EntryHash& head() const { return m_state.head; }
    [[nodiscard]] const LogState& state() const { return m_state; }
    [[nodiscard]] const std::vector<LogEntry>& entries() const { return m_entries; }

    /// Nothing if the account never had that device.
    [[nodiscard]] std::optional<DeviceStatus> statusOf(const DeviceId& device) const;
    [[nodiscard]] HeadRelation relationTo(const EntryHash& head) const;

    ///     struct { u8 version = 1; u32 count; bytes16 entries[count]; } SerializedLog;
    [[nodiscard]] Bytes serialize() const;
    /// The entries behind @p head in the same layout; nothing if the log does not hold that head.
    [[nodiscard]] std::optional<Bytes> entriesSince(const EntryHash& head) const;

    /// The state before the entry with that sequence number (at most entries().size()).
    [[nodiscard]] LogState stateBefore(std::size_t sequence) const;

private:
    DeviceLog() = default;

    std::vector<LogEntry> m_entries;
    std::vector<Rank> m_ranks; ///< of the entries, as they were judged
    LogState m_state;
};

/// Views of the entries in a SerializedLog.
[[nodiscard]] Result<std::vector<ByteView>, ParseError> splitSerializedLog(ByteView serialized);

} // namespace sotto::crypto
