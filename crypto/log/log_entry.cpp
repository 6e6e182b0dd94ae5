#include "crypto/log/log_entry.h"

#include <type_traits>

namespace sotto::crypto {

namespace {

constexpr std::uint8_t kVersion = 1;
constexpr std::uint8_t kByRecovery = 1;
constexpr std::uint8_t kByDevice = 2;
constexpr std::uint8_t kChangeRemove = 1;
constexpr std::uint8_t kChangeRecovery = 2;

template <class... F> struct Overloaded : F...
{
    using F::operator()...;
};
template <class... F> Overloaded(F...) -> Overloaded<F...>;

void writeRelays(Writer& out, const std::vector<StampRelayKey>& relays)
{
    assert(relays.size() <= kStampRelaysMax);
    out.u8(static_cast<std::uint8_t>(relays.size()));
    for (const auto& relay : relays) {
        out.bytes(relay);
    }
}

std::vector<StampRelayKey> readRelays(Reader& in)
{
    const std::size_t count = in.u8();
    if (count > kStampRelaysMax) {
        in.fail(ParseError::Kind::OutOfRange);
    }
    std::vector<StampRelayKey> out;
    for (std::size_t i = 0; i < count && !in.failed(); ++i) {
        out.push_back(in.fixed<StampRelayKey>());
        if (i > 0 && !(out[i - 1] < out[i])) {
            in.fail(ParseError::Kind::NonCanonical);
        }
    }
    return out;
}

NewDevicePolicy readPolicy(Reader& in)
{
    return in.flag() ? NewDevicePolicy::ApprovalOrDay : NewDevicePolicy::AtOnce;
}

void writeBody(Writer& out, const EntryBody& body)
{
    std::visit(Overloaded{
                   [&](const GenesisBody& b) {
                       out.bytes(b.recovery);
                       b.device.write(out);
                       out.u8(static_cast<std::uint8_t>(b.policy));
                       writeRelays(out, b.stampRelays);
                   },
                   [&](const AddDeviceBody& b) { b.device.write(out); },
                   [&](const ReplaceRecoveryBody& b) { out.bytes(b.recovery); },
                   [&](const ProposeBody& b) {
                       if (const auto* removal = std::get_if<RemoveDeviceBody>(&b.change)) {
                           out.u8(kChangeRemove).bytes(removal->target);
                       } else {
                           out.u8(kChangeRecovery);
                           out.bytes(std::get<ReplaceRecoveryBody>(b.change).recovery);
                       }
                   },
                   [&](const CommitBody& b) {
                       out.bytes(b.proposal);
                       b.proposalStamp.write(out);
                       b.commitStamp.write(out);
                   },
                   [&](const VetoBody& b) { out.bytes(b.proposal); },
                   [&](const RefreshBody& b) {
                       out.u32(b.generation);
                       b.device.write(out);
                   },
                   [&](const LeaveBody&) {},
                   [&](const SetPolicyBody& b) { out.u8(static_cast<std::uint8_t>(b.policy)); },
                   [&](const SetStampRelaysBody& b) { writeRelays(out, b.stampRelays); },
                   [&](const auto& b) { out.bytes(b.target); },
               },
               body);
}

SlowChange readChange(Reader& in)
{
    const std::uint8_t kind = in.u8();
    if (kind == kChangeRemove) {
        return RemoveDeviceBody{in.fixed<DeviceId>()};
    }
    if (kind != kChangeRecovery) {
        in.fail(ParseError::Kind::OutOfRange);
    }
    return ReplaceRecoveryBody{in.fixed<RecoveryPublicKey>()};
}

EntryBody readBody(Reader& in, std::uint8_t kind)
{
    switch (kind) {
    case 1: {
        GenesisBody out;
        out.recovery = in.fixed<RecoveryPublicKey>();
        out.device = DevicePublicKeys::read(in);
        out.policy = readPolicy(in);
        out.stampRelays = readRelays(in);
        return out;
    }
    case 2:
        return AddDeviceBody{DevicePublicKeys::read(in)};
    case 3:
        return ConfirmBody{in.fixed<DeviceId>()};
    case 4:
        return SuspendBody{in.fixed<DeviceId>()};
    case 5:
        return LiftSuspensionBody{in.fixed<DeviceId>()};
    case 6:
        return RemoveDeviceBody{in.fixed<DeviceId>()};
    case 7:
        return ReplaceRecoveryBody{in.fixed<RecoveryPublicKey>()};
    case 8:
        return ProposeBody{readChange(in)};
    case 9: {
        CommitBody out;
        out.proposal = in.fixed<EntryHash>();
        out.proposalStamp = Stamp::read(in);
        out.commitStamp = Stamp::read(in);
        return out;
    }
    case 10:
        return VetoBody{in.fixed<EntryHash>()};
    case 11: {
        RefreshBody out;
        out.generation = in.u32();
        out.device = DevicePublicKeys::read(in);
        return out;
    }
    case 12:
        return LeaveBody{};
    case 13:
        return SetPolicyBody{readPolicy(in)};
    case 14:
        return SetStampRelaysBody{readRelays(in)};
    default:
        in.fail(ParseError::Kind::OutOfRange);
        return LeaveBody{};
    }
}

/// A genesis stands at the beginning and is signed by nobody but the keys that it names; every
/// other entry has an author and a place.
bool headerFitsKind(const EntryStatement& s)
{
    if (s.isGenesis()) {
        return s.account.isZero() && s.sequence == 0 && s.previous.isZero() && !s.byRecovery &&
               !s.byDevice;
    }
    return s.sequence > 0 && (s.byRecovery || s.byDevice);
}

EntryStatement readStatement(Reader& in)
{
    EntryStatement out;
    in.version(kVersion);
    const std::uint8_t kind = in.u8();
    out.account = in.fixed<AccountId>();
    out.sequence = in.u32();
    out.previous = in.fixed<EntryHash>();
    out.claimed = Timestamp{in.u64()};
    const std::uint8_t authors = in.u8();
    if (authors > (kByRecovery | kByDevice)) {
        in.fail(ParseError::Kind::OutOfRange);
    }
    out.byRecovery = (authors & kByRecovery) != 0;
    if ((authors & kByDevice) != 0) {
        out.byDevice = in.fixed<DeviceId>();
    }
    out.body = readBody(in, kind);
    if (!in.failed() && !headerFitsKind(out)) {
        in.fail(ParseError::Kind::NonCanonical);
    }
    return out;
}

} // namespace

Bytes EntryStatement::serialize() const
{
    Writer out(kLogEntryBytesMax);
    out.u8(kVersion).u8(static_cast<std::uint8_t>(body.index() + 1));
    out.bytes(account).u32(sequence).bytes(previous).u64(claimed.seconds);
    const unsigned authors = (byRecovery ? kByRecovery : 0U) | (byDevice ? kByDevice : 0U);
    out.u8(static_cast<std::uint8_t>(authors));
    if (byDevice) {
        out.bytes(*byDevice);
    }
    writeBody(out, body);
    return std::move(out).take();
}

Result<LogEntry, ParseError> LogEntry::parse(ByteView bytes)
{
    if (bytes.size() > kLogEntryBytesMax) {
        return Unexpected(ParseError{ParseError::Kind::OutOfRange, kLogEntryBytesMax});
    }
    Reader in(bytes);
    LogEntry out;
    out.m_statement = readStatement(in);
    out.m_signedBytes = in.offset();
    if (out.m_statement.byRecovery) {
        out.m_byRecovery = in.fixed<Signature>();
    }
    if (out.m_statement.byDevice) {
        out.m_byDevice = in.fixed<Signature>();
    }
    const std::size_t proofs = (namedRecovery(out.m_statement.body) != nullptr ? 1U : 0U) +
                               (namedDevice(out.m_statement.body) != nullptr ? 2U : 0U);
    for (std::size_t i = 0; i < proofs; ++i) {
        out.m_proofs.push_back(in.fixed<Signature>());
    }
    SOTTO_CHECK(in.finish());
    out.m_bytes.assign(bytes.begin(), bytes.end());
    out.m_hash = EntryHash(crypto::hash(labels::kLogEntryHash, bytes).view());
    return out;
}

bool LogEntry::provesPossession() const
{
    std::size_t next = 0;
    if (const auto* recovery = namedRecovery(m_statement.body)) {
        if (!verify(SigningPublicKey(recovery->view()), labels::kRecoveryPossession, signedBytes(),
                    m_proofs[next++])) {
            return false;
        }
    }
    if (const auto* device = namedDevice(m_statement.body)) {
        return dhPublicKeyOf(device->identity).has_value() &&
               verify(device->signing, labels::kSigningPossession, signedBytes(), m_proofs[next]) &&
               verifyPossession(device->identity, signedBytes(), m_proofs[next + 1]);
    }
    return true;
}

bool verifyByRecovery(const LogEntry& entry, const RecoveryPublicKey& key)
{
    return entry.recoverySignature() && verify(SigningPublicKey(key.view()), labels::kLogByRecovery,
                                               entry.signedBytes(), *entry.recoverySignature());
}

bool verifyByDevice(const LogEntry& entry, const SigningPublicKey& key)
{
    return entry.deviceSignature() &&
           verify(key, labels::kLogByDevice, entry.signedBytes(), *entry.deviceSignature());
}

const RecoveryPublicKey* namedRecovery(const EntryBody& body)
{
    if (const auto* genesis = std::get_if<GenesisBody>(&body)) {
        return &genesis->recovery;
    }
    if (const auto* replacement = std::get_if<ReplaceRecoveryBody>(&body)) {
        return &replacement->recovery;
    }
    if (const auto* proposal = std::get_if<ProposeBody>(&body)) {
        if (const auto* slow = std::get_if<ReplaceRecoveryBody>(&proposal->change)) {
            return &slow->recovery;
        }
    }
    return nullptr;
}

const DevicePublicKeys* namedDevice(const EntryBody& body)
{
    if (const auto* genesis = std::get_if<GenesisBody>(&body)) {
        return &genesis->device;
    }
    if (const auto* addition = std::get_if<AddDeviceBody>(&body)) {
        return &addition->device;
    }
    if (const auto* refresh = std::get_if<RefreshBody>(&body)) {
        return &refresh->device;
    }
    return nullptr;
}

Signature signAsRecovery(const SigningKey& key, ByteView statement)
{
    return key.sign(labels::kLogByRecovery, statement);
}

Signature signAsDevice(const SigningKey& key, ByteView statement)
{
    return key.sign(labels::kLogByDevice, statement);
}

Signature proveRecovery(const SigningKey& key, ByteView statement)
{
    return key.sign(labels::kRecoveryPossession, statement);
}

Signature proveSigning(const SigningKey& key, ByteView statement)
{
    return key.sign(labels::kSigningPossession, statement);
}

EntryHash commitSubject(EntryStatement statement)
{
    std::get<CommitBody>(statement.body).commitStamp = {};
    return EntryHash(hash(labels::kLogCommitSubject, statement.serialize()).view());
}

} // namespace sotto::crypto
