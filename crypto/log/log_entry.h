#pragma once

#include "crypto/base/timestamp.h"
#include "crypto/device/device_keys.h"
#include "crypto/objects/stamp.h"

#include <optional>
#include <variant>
#include <vector>

namespace sotto::crypto {

/// The Ed25519 key that the recovery phrase yields (or, before a phrase was made, a random one).
using RecoveryPublicKey = FixedBytes<struct RecoveryPublicKeyTag, 32>;
/// Hash of one whole entry, signatures included.
using EntryHash = FixedBytes<struct EntryHashTag, 32>;

/// The largest entry of this version is a genesis with all its relay keys (657 bytes); the rest is
/// room that costs nothing.
inline constexpr std::size_t kLogEntryBytesMax = 1024;
/// Relays that may stamp slow changes: more than anybody registers with, few enough that each is a
/// choice. Any single one of them can lie about time.
inline constexpr std::size_t kStampRelaysMax = 8;

/// What a new device that the phrase alone added has to wait for before others use it.
enum class NewDevicePolicy : std::uint8_t
{
    AtOnce = 0,
    ApprovalOrDay = 1, ///< a Confirm entry, or 24 hours since the observer first saw it
};

struct GenesisBody
{
    RecoveryPublicKey recovery; ///< provisional: random, kept on the first device
    DevicePublicKeys device;
    NewDevicePolicy policy = NewDevicePolicy::AtOnce;
    std::vector<StampRelayKey> stampRelays; ///< strictly ascending
    bool operator==(const GenesisBody&) const = default;
};
struct AddDeviceBody
{
    DevicePublicKeys device;
    bool operator==(const AddDeviceBody&) const = default;
};
struct ConfirmBody
{
    DeviceId target;
    bool operator==(const ConfirmBody&) const = default;
};
struct SuspendBody
{
    DeviceId target;
    bool operator==(const SuspendBody&) const = default;
};
struct LiftSuspensionBody
{
    DeviceId target;
    bool operator==(const LiftSuspensionBody&) const = default;
};
struct RemoveDeviceBody
{
    DeviceId target;
    bool operator==(const RemoveDeviceBody&) const = default;
};
struct ReplaceRecoveryBody
{
    RecoveryPublicKey recovery;
    bool operator==(const ReplaceRecoveryBody&) const = default;
};
/// A slow change: exactly what the entries RemoveDevice and ReplaceRecovery do at once.
using SlowChange = std::variant<RemoveDeviceBody, ReplaceRecoveryBody>;
struct ProposeBody
{
    SlowChange change;
    bool operator==(const ProposeBody&) const = default;
};
struct CommitBody
{
    EntryHash proposal;
    Stamp proposalStamp; ///< over the proposal's hash
    Stamp commitStamp;   ///< over this entry's hash before stamping
    bool operator==(const CommitBody&) const = default;
};
struct VetoBody
{
    EntryHash proposal;
    bool operator==(const VetoBody&) const = default;
};
struct RefreshBody
{
    std::uint32_t generation = 0; ///< of the new keys; those of the adding entry are generation 0
    DevicePublicKeys device;
    bool operator==(const RefreshBody&) const = default;
};
struct LeaveBody
{
    bool operator==(const LeaveBody&) const = default;
};
struct SetPolicyBody
{
    NewDevicePolicy policy = NewDevicePolicy::AtOnce;
    bool operator==(const SetPolicyBody&) const = default;
};
struct SetStampRelaysBody
{
    std::vector<StampRelayKey> stampRelays; ///< strictly ascending
    bool operator==(const SetStampRelaysBody&) const = default;
};

/// In the order of the kind byte, which counts from 1.
using EntryBody =
    std::variant<GenesisBody, AddDeviceBody, ConfirmBody, SuspendBody, LiftSuspensionBody,
                 RemoveDeviceBody, ReplaceRecoveryBody, ProposeBody, CommitBody, VetoBody,
                 RefreshBody, LeaveBody, SetPolicyBody, SetStampRelaysBody>;

/// All of an entry that its signatures cover.
///
///     struct {
///         u8  version = 1;
///         u8  kind;
///         u8  account[32];      // zero in a genesis
///         u32 sequence;         // 0 in a genesis
///         u8  previous[32];     // hash of the entry before; zero in a genesis
///         u64 claimed_time;     // seconds; shown to people, never trusted
///         u8  authors;          // 1: recovery key, 2: device, 3: both; 0 in a genesis
///         if (authors & 2) u8 device[32];
///         body by kind
///     } EntryStatement;         // PROTOCOL.md section 3
struct EntryStatement
{
    AccountId account;
    std::uint32_t sequence = 0;
    EntryHash previous;
    Timestamp claimed;
    bool byRecovery = false;
    std::optional<DeviceId> byDevice;
    EntryBody body;

    [[nodiscard]] Bytes serialize() const;
    [[nodiscard]] bool isGenesis() const { return std::holds_alternative<GenesisBody>(body); }
    bool operator==(const EntryStatement&) const = default;
};

/// One entry as it stands in a log: the statement, then 64-byte signatures over it, in this order:
/// recovery key, author device, then for each key that the body names for the first time (recovery
/// key, device signing key, device identity key) the proof of its possession.
class LogEntry
{
public:
    /// Reads the layout; judges nothing. At most kLogEntryBytesMax.
    [[nodiscard]] static Result<LogEntry, ParseError> parse(ByteView bytes);

    [[nodiscard]] const EntryStatement& statement() const { return m_statement; }
    [[nodiscard]] const Bytes& bytes() const { return m_bytes; }
    [[nodiscard]] const EntryHash& hash() const { return m_hash; }
    /// What the signatures are over.
    [[nodiscard]] ByteView signedBytes() const { return ByteView(m_bytes).first(m_signedBytes); }
    [[nodiscard]] const std::optional<Signature>& recoverySignature() const { return m_byRecovery; }
    [[nodiscard]] const std::optional<Signature>& deviceSignature() const { return m_byDevice; }

    /// Checks the proofs of possession of every key that the body names.
    [[nodiscard]] bool provesPossession() const;

private:
    EntryStatement m_statement;
    Bytes m_bytes;
    std::size_t m_signedBytes = 0;
    EntryHash m_hash;
    std::optional<Signature> m_byRecovery;
    std::optional<Signature> m_byDevice;
    std::vector<Signature> m_proofs;
};

[[nodiscard]] bool verifyByRecovery(const LogEntry& entry, const RecoveryPublicKey& key);
[[nodiscard]] bool verifyByDevice(const LogEntry& entry, const SigningPublicKey& key);

/// The recovery key and the device keys that a body names for the first time, if it does.
[[nodiscard]] const RecoveryPublicKey* namedRecovery(const EntryBody& body);
[[nodiscard]] const DevicePublicKeys* namedDevice(const EntryBody& body);

/// Signatures of an author, and of a key that shows itself. One function for each label.
[[nodiscard]] Signature signAsRecovery(const SigningKey& key, ByteView statement);
[[nodiscard]] Signature signAsDevice(const SigningKey& key, ByteView statement);
[[nodiscard]] Signature proveRecovery(const SigningKey& key, ByteView statement);
[[nodiscard]] Signature proveSigning(const SigningKey& key, ByteView statement);

/// What the relay stamps for a commit: the hash of its statement with the commit stamp left zero.
[[nodiscard]] EntryHash commitSubject(EntryStatement statement);

} // namespace sotto::crypto
