#include "crypto/log/fork_proof.h"

#include "crypto/log/log_rules.h"

#include <algorithm>
#include <unordered_map>

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

/// The keys that may sign the entry with a given number, read from the entries before it.
struct AuthorKeys
{
    RecoveryPublicKey recovery;
    std::optional<SigningPublicKey> device;
};

AuthorKeys authorKeysBefore(const DeviceLog& log, std::size_t sequence,
                            const std::optional<DeviceId>& device)
{
    AuthorKeys out;
    std::unordered_map<EntryHash, RecoveryPublicKey, FixedBytesHash> proposed;
    for (const LogEntry& entry : std::span(log.entries()).first(sequence)) {
        const EntryStatement& statement = entry.statement();
        if (const auto* commit = std::get_if<CommitBody>(&statement.body)) {
            const auto at = proposed.find(commit->proposal);
            out.recovery = at != proposed.end() ? at->second : out.recovery;
        } else if (const auto* recovery = namedRecovery(statement.body)) {
            if (std::holds_alternative<ProposeBody>(statement.body)) {
                proposed.emplace(entry.hash(), *recovery);
            } else {
                out.recovery = *recovery;
            }
        }
        if (const auto* keys = namedDevice(statement.body)) {
            const bool isRefresh = std::holds_alternative<RefreshBody>(statement.body);
            if (isRefresh ? statement.byDevice == device : keys->deviceId() == device) {
                out.device = keys->signing;
            }
        }
    }
    return out;
}

/// Whether @p entry names an entry of @p log as the one before it.
bool hasPlace(const DeviceLog& log, const LogEntry& entry)
{
    const std::size_t sequence = entry.statement().sequence;
    return entry.statement().account == log.account() && sequence > 0 &&
           sequence <= log.entries().size() &&
           log.entries()[sequence - 1].hash() == entry.statement().previous;
}

bool stands(const DeviceLog& log, const LogEntry& entry)
{
    const std::size_t sequence = entry.statement().sequence;
    return sequence < log.entries().size() && log.entries()[sequence].hash() == entry.hash();
}

/// Whether whoever held the keys of its place signed @p entry. Needs no state, which is dear.
bool isSigned(const DeviceLog& log, const LogEntry& entry)
{
    const EntryStatement& by = entry.statement();
    const AuthorKeys keys = authorKeysBefore(log, by.sequence, by.byDevice);
    return (!by.byRecovery || verifyByRecovery(entry, keys.recovery)) &&
           (!by.byDevice || (keys.device && verifyByDevice(entry, *keys.device)));
}

/// Whether the log has a refresh by @p device where @p sibling would stand. Then the key of both is
/// replaced whichever of the two stands, and only the device's end tells that it is dealt with.
bool isBesideRefreshOf(const DeviceLog& log, const DeviceId& device, const LogEntry& sibling)
{
    const std::size_t sequence = sibling.statement().sequence;
    if (sequence >= log.entries().size()) {
        return false;
    }
    const EntryStatement& own = log.entries()[sequence].statement();
    return std::holds_alternative<RefreshBody>(own.body) && own.byDevice == device;
}

/// Whether a key that signed @p entry may sign at the head of @p log.
bool isByKeyInForce(const DeviceLog& log, const LogEntry& entry)
{
    const EntryStatement& by = entry.statement();
    if (by.byRecovery && verifyByRecovery(entry, log.state().recovery)) {
        return true;
    }
    const auto* device = by.byDevice ? log.state().find(*by.byDevice) : nullptr;
    return device != nullptr && device->status == DeviceStatus::Active &&
           (isBesideRefreshOf(log, device->id, entry) ||
            verifyByDevice(entry, device->keys.signing));
}

/// The state at one place, built when it is first asked for.
class StateAt
{
public:
    explicit StateAt(const DeviceLog& log)
        : m_log(log)
    {}

    const LogState& before(std::size_t sequence)
    {
        if (!m_state || m_state->nextSequence != sequence) {
            m_state = m_log.stateBefore(sequence);
        }
        return *m_state;
    }

private:
    const DeviceLog& m_log;
    std::optional<LogState> m_state;
};

/// Whether @p entry is valid where it says it belongs; the cheap questions first.
bool isValidAtItsPlace(const DeviceLog& log, const LogEntry& entry, StateAt& states)
{
    return hasPlace(log, entry) &&
           (stands(log, entry) ||
            (isSigned(log, entry) && judge(states.before(entry.statement().sequence), entry)));
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
    StateAt states(log);
    return first.hash() != second.hash() &&
           first.statement().sequence == second.statement().sequence &&
           isValidAtItsPlace(log, first, states) && isValidAtItsPlace(log, second, states);
}

bool ForkProof::stopsSending(const DeviceLog& log) const
{
    return (!stands(log, first) && isByKeyInForce(log, first)) ||
           (!stands(log, second) && isByKeyInForce(log, second));
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
    StateAt states(log);
    std::optional<ForkProof> alarm;
    std::size_t tries = 0;
    for (const ByteView bytes : foreign) {
        auto entry = LogEntry::parse(bytes);
        if (!entry || entry->statement().sequence >= log.entries().size() ||
            !hasPlace(log, *entry) || stands(log, *entry)) {
            continue;
        }
        if (++tries > kForkTriesMax) {
            break;
        }
        if (!isValidAtItsPlace(log, *entry, states)) {
            continue;
        }
        const LogEntry& own = log.entries()[entry->statement().sequence];
        ForkProof proof = own.hash() < entry->hash() ? ForkProof{own, std::move(*entry)}
                                                     : ForkProof{std::move(*entry), own};
        if (proof.stopsSending(log)) {
            return proof;
        }
        if (!alarm) {
            alarm = std::move(proof);
        }
    }
    return alarm;
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
