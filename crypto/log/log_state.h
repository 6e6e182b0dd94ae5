#pragma once

#include "crypto/log/log_entry.h"

#include <unordered_set>

namespace sotto::crypto {

/// Devices of one account at the same time. A group message goes to each device of each member, so
/// every one is paid for by everybody.
inline constexpr std::size_t kPresentDevicesMax = 16;
/// How many of them the phrase alone may fill: a leaked phrase must not take every place.
inline constexpr std::size_t kPresentDevicesByPhraseMax = 12;
/// Devices that an account ever had: one a month for twenty years.
inline constexpr std::size_t kDevicesEverMax = 256;
/// The same for the phrase alone, so that a leaked phrase cannot use them all up.
inline constexpr std::size_t kDevicesEverByPhraseMax = 224;

/// Who stands behind an entry, as far as it concerns the entry's targets. A higher rank beats a
/// lower one; PROTOCOL.md section 3 has the table.
enum class Rank : std::uint8_t
{
    None,            ///< nobody who may do anything
    Device,          ///< 1: a device alone
    Phrase,          ///< 2: the phrase, alone or with a device that nobody vouched for
    PhraseAndDevice, ///< 2+: the phrase with a vouched-for device that is not senior to the targets
    PhraseAndSenior, ///< 3: the phrase with a device senior to every target
};

enum class DeviceStatus : std::uint8_t
{
    Active,
    Suspended, ///< signs nothing; messages to and from it stop until the phrase lifts it
    Removed,
    Left,
};

struct DeviceRecord
{
    DeviceId id;
    DevicePublicKeys keys;        ///< the current ones
    std::uint32_t generation = 0; ///< counts refreshes
    std::uint32_t addedAt = 0;    ///< sequence number of the adding entry
    /// The entry from which on the device counts among the seniors: the adding one if a device of
    /// standing signed it too, the confirming one, or the one that left it the oldest. None while
    /// only the phrase vouches for it: then it is junior to all and senior to nobody.
    std::optional<std::uint32_t> standingSince;
    DeviceStatus status = DeviceStatus::Active;
    Rank suspendedBy = Rank::None;
    /// Devices whose suspension of this one the phrase lifted: each may do it once.
    std::vector<DeviceId> spentSuspensions;
    bool mustWait = false;         ///< added by the phrase alone while the policy was in force
    std::uint32_t loneEntries = 0; ///< entries that it signed without the phrase

    [[nodiscard]] bool isPresent() const
    {
        return status == DeviceStatus::Active || status == DeviceStatus::Suspended;
    }
    [[nodiscard]] bool hasStanding() const { return standingSince.has_value(); }
};

/// A slow change that was proposed and neither committed, vetoed nor overtaken.
struct PendingChange
{
    EntryHash proposal;
    std::uint32_t sequence = 0;
    SlowChange change;
    Rank rank = Rank::None;
    bool byRecovery = false;
    std::optional<DeviceId> byDevice;
};

/// A slow change that came into force.
struct CommittedChange
{
    EntryHash proposal;
    std::uint32_t proposedAt = 0; ///< sequence number of the proposal
    EntryHash commit;
    std::uint32_t sequence = 0; ///< of the commit
    SlowChange change;
    Rank rank = Rank::None;
};

/// What the entries up to some place say. A function of those entries and of nothing else, so that
/// all observers agree.
struct LogState
{
    AccountId account;
    EntryHash head;
    std::uint32_t nextSequence = 0;
    RecoveryPublicKey recovery;
    bool recoveryIsProvisional = true;
    NewDevicePolicy policy = NewDevicePolicy::AtOnce;
    std::vector<StampRelayKey> stampRelays;
    std::vector<DeviceRecord> devices; ///< in the order of their adding, gone ones included
    std::vector<PendingChange> pending;
    std::vector<CommittedChange> committed;
    /// Goes up when the recovery key is replaced below rank 3, when the most senior device is
    /// removed below rank 3, and when standing passes to a device that no older one confirmed. A
    /// contact's verified mark belongs to one value of it.
    std::uint32_t verificationCleared = 0;
    std::unordered_set<Hash, FixedBytesHash> usedKeys; ///< each key stands in one place of one log

    [[nodiscard]] const DeviceRecord* find(const DeviceId& id) const;
    [[nodiscard]] DeviceRecord* find(const DeviceId& id);
    [[nodiscard]] const PendingChange* findPending(const EntryHash& proposal) const;
    /// True if @p a has standing and @p b has none, or a later one. Nothing is senior to itself.
    [[nodiscard]] static bool isSenior(const DeviceRecord& a, const DeviceRecord& b);
    [[nodiscard]] bool isSeniorToAllOthers(const DeviceRecord& device) const;
    [[nodiscard]] std::size_t presentDevices() const;
    [[nodiscard]] std::size_t activeDevices() const;
};

/// A key (its first 32 bytes) as usedKeys holds it.
[[nodiscard]] Hash keyHash(ByteView key);

/// Whether two slow changes are rivals: the removal of one device, or any two recovery keys.
[[nodiscard]] bool sameSubject(const SlowChange& a, const SlowChange& b);

} // namespace sotto::crypto
