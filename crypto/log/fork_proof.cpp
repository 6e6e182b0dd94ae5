#include "crypto/log/fork_proof.h"

#include <algorithm>

namespace sotto::crypto {

namespace {

constexpr std::uint8_t kVersion = 1;

Bytes serializePair(const LogEntry& first, const LogEntry& second)
{
    Writer out;
    out.u8(kVersion).bytes16(first.bytes()).bytes16(second.bytes());
    return std::move(out).take();
}

struct Pair
{
    LogEntry first;
    LogEntry second;
};

Result<Pair, ParseError> parsePair(ByteView stored)
{
    Reader in(stored);
    in.version(kVersion);
    const ByteView first = in.bytes16(kLogEntryBytesMax);
    const ByteView second = in.bytes16(kLogEntryBytesMax);
    SOTTO_CHECK(in.finish());
    SOTTO_TRY(a, LogEntry::parse(first));
    SOTTO_TRY(b, LogEntry::parse(second));
    return Pair{std::move(a), std::move(b)};
}

/// The keys that device @p id held at @p generation, if the log ever said.
std::optional<SigningPublicKey> signingKeyAt(const DeviceLog& log, const DeviceId& id,
                                             std::uint32_t generation)
{
    for (const auto& entry : log.entries()) {
        const EntryStatement& statement = entry.statement();
        const auto* keys = namedDevice(statement.body);
        if (keys == nullptr) {
            continue;
        }
        const auto* refresh = std::get_if<RefreshBody>(&statement.body);
        const bool matches = refresh != nullptr
                                 ? statement.byDevice == id && refresh->generation == generation
                                 : generation == 0 && keys->deviceId() == id;
        if (matches) {
            return keys->signing;
        }
    }
    return std::nullopt;
}

const LogEntry* refreshTo(const DeviceLog& log, const DeviceId& id, std::uint32_t generation)
{
    const auto at = std::ranges::find_if(log.entries(), [&](const LogEntry& entry) {
        const auto* refresh = std::get_if<RefreshBody>(&entry.statement().body);
        return refresh != nullptr && entry.statement().byDevice == id &&
               refresh->generation == generation;
    });
    return at == log.entries().end() ? nullptr : &*at;
}

} // namespace

Bytes ForkProof::serialize() const
{
    return serializePair(first, second);
}

Result<ForkProof, ParseError> ForkProof::parse(ByteView stored)
{
    SOTTO_TRY(pair, parsePair(stored));
    if (!(pair.first.hash() < pair.second.hash())) {
        return Unexpected(ParseError{ParseError::Kind::NonCanonical, 0});
    }
    return ForkProof{std::move(pair.first), std::move(pair.second)};
}

bool ForkProof::verify(const DeviceLog& log) const
{
    const std::size_t sequence = first.statement().sequence;
    if (first.hash() == second.hash() || sequence == 0 || sequence > log.entries().size() ||
        log.entries()[sequence - 1].hash() != first.statement().previous) {
        return false;
    }
    const LogState state = log.stateBefore(sequence);
    return judge(state, first).has_value() && judge(state, second).has_value();
}

LogComparison compareLogs(const DeviceLog& first, const DeviceLog& second)
{
    using Kind = LogComparison::Kind;
    if (first.account() != second.account()) {
        return {Kind::OtherAccount, 0};
    }
    const auto& a = first.entries();
    const auto& b = second.entries();
    const std::size_t shorter = std::min(a.size(), b.size());
    std::size_t common = 0;
    while (common < shorter && a[common].hash() == b[common].hash()) {
        ++common;
    }
    if (common < shorter) {
        return {Kind::Fork, common};
    }
    if (a.size() == b.size()) {
        return {Kind::Equal, common};
    }
    return {a.size() > b.size() ? Kind::FirstIsLonger : Kind::SecondIsLonger, common};
}

std::optional<ForkProof> detectFork(const DeviceLog& log, std::span<const ByteView> foreign)
{
    for (const ByteView bytes : foreign) {
        auto entry = LogEntry::parse(bytes);
        if (!entry) {
            continue;
        }
        const std::size_t sequence = entry->statement().sequence;
        if (sequence == 0 || sequence >= log.entries().size() ||
            log.entries()[sequence].hash() == entry->hash()) {
            continue;
        }
        const LogEntry& own = log.entries()[sequence];
        ForkProof proof = own.hash() < entry->hash() ? ForkProof{own, std::move(*entry)}
                                                     : ForkProof{std::move(*entry), own};
        if (proof.verify(log)) {
            return proof;
        }
    }
    return std::nullopt;
}

Bytes CloneProof::serialize() const
{
    return serializePair(first, second);
}

Result<CloneProof, ParseError> CloneProof::parse(ByteView stored)
{
    SOTTO_TRY(pair, parsePair(stored));
    return CloneProof{std::move(pair.first), std::move(pair.second)};
}

bool CloneProof::verify(const DeviceLog& log) const
{
    const auto found = detectClone(log, second.bytes());
    return found && found->first.hash() == first.hash();
}

std::optional<CloneProof> detectClone(const DeviceLog& log, ByteView bytes)
{
    auto entry = LogEntry::parse(bytes);
    if (!entry || entry->statement().account != log.account()) {
        return std::nullopt;
    }
    const auto* refresh = std::get_if<RefreshBody>(&entry->statement().body);
    if (refresh == nullptr || !entry->statement().byDevice || refresh->generation == 0) {
        return std::nullopt;
    }
    const DeviceId& device = *entry->statement().byDevice;
    const LogEntry* own = refreshTo(log, device, refresh->generation);
    const auto key = signingKeyAt(log, device, refresh->generation - 1);
    if (own == nullptr || !key || own->hash() == entry->hash() || !verifyByDevice(*entry, *key)) {
        return std::nullopt;
    }
    // The same new keys behind another head are one device that tried again, not two.
    if (std::get<RefreshBody>(own->statement().body).device == refresh->device) {
        return std::nullopt;
    }
    return CloneProof{*own, std::move(*entry)};
}

} // namespace sotto::crypto
