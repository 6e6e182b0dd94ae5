#include "crypto/log/slow_change.h"

#include <algorithm>

namespace sotto::crypto {

namespace {

constexpr std::uint8_t kVersion = 2;
/// One for each entry that a log can have; a bound for a stored file.
constexpr std::size_t kSightingsMax = 16384;

bool isBy(const LogState& state, const Stamp& stamp, const EntryHash& subject)
{
    return stamp.subject == Hash(subject.view()) &&
           std::ranges::find(state.stampRelays, stamp.relay) != state.stampRelays.end() &&
           stamp.verifies();
}

template <class Key> void writeMap(Writer& out, const std::map<Key, Timestamp>& map)
{
    out.count16(map.size());
    for (const auto& [key, time] : map) {
        out.bytes(key).u64(time.seconds);
    }
}

template <class Key> std::map<Key, Timestamp> readMap(Reader& in)
{
    std::map<Key, Timestamp> out;
    const std::size_t count = in.count16(kSightingsMax);
    for (std::size_t i = 0; i < count && !in.failed(); ++i) {
        const Key key = in.fixed<Key>();
        if (!out.empty() && !(out.rbegin()->first < key)) {
            in.fail(ParseError::Kind::NonCanonical);
        }
        out.emplace(key, Timestamp{in.u64()});
    }
    return out;
}

} // namespace

Result<void, StampFault> checkStamps(const LogState& state, const EntryStatement& commit)
{
    const auto& body = std::get<CommitBody>(commit.body);
    if (!isBy(state, body.proposalStamp, body.proposal) ||
        !isBy(state, body.commitStamp, commitSubject(commit))) {
        return Unexpected(StampFault::BadStamp);
    }
    if (body.commitStamp.time.since(body.proposalStamp.time) < kSlowChangeDelay) {
        return Unexpected(StampFault::TooEarly);
    }
    return {};
}

void Sightings::note(const LogState& state, Timestamp now)
{
    for (const auto& pending : state.pending) {
        m_proposals.emplace(pending.proposal, now);
    }
    for (const auto& change : state.committed) {
        // Behind what was seen: proposed and committed since, however old its stamps say it is.
        if (m_entriesSeen > 0 && change.proposedAt >= m_entriesSeen) {
            m_proposals.emplace(change.proposal, now);
        }
    }
    m_entriesSeen = std::max(m_entriesSeen, state.nextSequence);
    std::erase_if(m_proposals, [&](const auto& seen) {
        return state.findPending(seen.first) == nullptr &&
               std::ranges::find(state.committed, seen.first, &CommittedChange::proposal) ==
                   state.committed.end();
    });
    for (const auto& device : state.devices) {
        if (device.mustWait && !device.hasStanding() && device.isPresent()) {
            m_devices.emplace(device.id, now);
        } else {
            m_devices.erase(device.id);
        }
    }
}

bool Sightings::mayActOn(const CommittedChange& change, Timestamp now) const
{
    const auto seen = m_proposals.find(change.proposal);
    if (seen == m_proposals.end()) {
        return change.proposedAt < m_entriesSeen;
    }
    return now.since(seen->second) >= kSlowChangeDelay;
}

bool Sightings::hasWaited(const DeviceRecord& device, Timestamp now) const
{
    if (!device.mustWait || device.hasStanding()) {
        return true;
    }
    const auto seen = m_devices.find(device.id);
    return seen != m_devices.end() && now.since(seen->second) >= kNewDeviceDelay;
}

Bytes Sightings::serialize() const
{
    Writer out;
    out.u8(kVersion).u32(m_entriesSeen);
    writeMap(out, m_proposals);
    writeMap(out, m_devices);
    return std::move(out).take();
}

Result<Sightings, ParseError> Sightings::parse(ByteView stored)
{
    Reader in(stored);
    Sightings out;
    in.version(kVersion);
    out.m_entriesSeen = in.u32();
    out.m_proposals = readMap<EntryHash>(in);
    out.m_devices = readMap<DeviceId>(in);
    SOTTO_CHECK(in.finish());
    return out;
}

} // namespace sotto::crypto
