#include "crypto/log/device_log.h"

#include "crypto/log/log_effects.h"

#include <algorithm>

namespace sotto::crypto {

namespace {

constexpr std::uint8_t kVersion = 1;

Bytes serializeEntries(std::span<const LogEntry> entries)
{
    Writer out;
    out.u8(kVersion).count32(entries.size());
    for (const auto& entry : entries) {
        out.bytes16(entry.bytes());
    }
    return std::move(out).take();
}

} // namespace

Result<std::vector<ByteView>, ParseError> splitSerializedLog(ByteView serialized)
{
    Reader in(serialized);
    in.version(kVersion);
    const std::size_t count = in.count32(kLogEntriesMax);
    std::vector<ByteView> out;
    for (std::size_t i = 0; i < count && !in.failed(); ++i) {
        out.push_back(in.bytes16(kLogEntryBytesMax));
    }
    SOTTO_CHECK(in.finish());
    return out;
}

Result<DeviceLog, LogError> DeviceLog::verify(std::span<const ByteView> entries)
{
    if (entries.empty()) {
        return Unexpected(LogError{LogErrorKind::Empty, 0});
    }
    DeviceLog out;
    SOTTO_CHECK(out.extend(entries));
    return out;
}

Result<DeviceLog, LogError> DeviceLog::parse(ByteView serialized)
{
    const auto entries = splitSerializedLog(serialized);
    if (!entries) {
        return Unexpected(LogError{LogErrorKind::Malformed, 0});
    }
    return verify(*entries);
}

Result<void, LogError> DeviceLog::extend(std::span<const ByteView> entries)
{
    std::optional<LogState> state; // copied only when something proves to follow
    std::vector<LogEntry> fresh;
    std::vector<Rank> ranks;
    for (const ByteView bytes : entries) {
        const std::size_t index = m_entries.size() + fresh.size();
        auto entry = LogEntry::parse(bytes);
        if (!entry) {
            return Unexpected(LogError{LogErrorKind::Malformed, index});
        }
        const std::size_t sequence = entry->statement().sequence;
        if (fresh.empty() && sequence < m_entries.size() &&
            m_entries[sequence].hash() == entry->hash()) {
            continue;
        }
        const auto rank = judge(state ? *state : m_state, *entry);
        if (!rank) {
            return Unexpected(LogError{rank.error(), index});
        }
        if (!state) {
            state = m_state;
        }
        applyEntry(*state, *entry, *rank);
        fresh.push_back(std::move(*entry));
        ranks.push_back(*rank);
    }
    if (!state) {
        return {};
    }
    m_entries.insert(m_entries.end(), std::make_move_iterator(fresh.begin()),
                     std::make_move_iterator(fresh.end()));
    m_ranks.insert(m_ranks.end(), ranks.begin(), ranks.end());
    m_state = *std::move(state);
    return {};
}

Result<void, LogError> DeviceLog::extend(ByteView serialized)
{
    const auto entries = splitSerializedLog(serialized);
    if (!entries) {
        return Unexpected(LogError{LogErrorKind::Malformed, m_entries.size()});
    }
    return extend(*entries);
}

Result<Rank, LogErrorKind> DeviceLog::check(const LogEntry& entry) const
{
    return judge(m_state, entry);
}

std::optional<DeviceStatus> DeviceLog::statusOf(const DeviceId& device) const
{
    const auto* record = m_state.find(device);
    return record != nullptr ? std::optional(record->status) : std::nullopt;
}

HeadRelation DeviceLog::relationTo(const EntryHash& head) const
{
    if (head == m_state.head) {
        return HeadRelation::Same;
    }
    const bool known = std::ranges::find(m_entries, head, &LogEntry::hash) != m_entries.end();
    return known ? HeadRelation::Older : HeadRelation::Unknown;
}

Bytes DeviceLog::serialize() const
{
    return serializeEntries(m_entries);
}

std::optional<Bytes> DeviceLog::entriesSince(const EntryHash& head) const
{
    const auto at = std::ranges::find(m_entries, head, &LogEntry::hash);
    if (at == m_entries.end()) {
        return std::nullopt;
    }
    const auto first = static_cast<std::size_t>(at - m_entries.begin()) + 1;
    return serializeEntries(std::span(m_entries).subspan(first));
}

LogState DeviceLog::stateBefore(std::size_t sequence) const
{
    LogState state;
    for (std::size_t i = 0; i < sequence; ++i) {
        applyEntry(state, m_entries[i], m_ranks[i]);
    }
    return state;
}

} // namespace sotto::crypto
