#pragma once

#include "crypto/base/timestamp.h"
#include "crypto/vault/shared_key.h"

#include <functional>
#include <optional>
#include <vector>

namespace sotto::crypto {

/// Steps from one epoch to an older one at most: clearing bit after bit of a 22-bit number, each
/// time from a one that borrowing has put there (22 * 23 / 2), and the bits of the first one.
inline constexpr std::size_t kEpochStepsMax = 275;

/// Epochs cannot outrun the clock, or a stolen device would use them up: then no key could be made
/// that it does not know. An account may have made so many at once, and one more in each of the
/// intervals since the beginning of 2025. After a thief who ran up to that limit, the owner's next
/// epoch is one interval away at most.
inline constexpr Epoch kEpochsAtOnce = 4096;
inline constexpr Duration kEpochInterval = Duration::minutes(10);
inline constexpr Timestamp kEpochsBegan{1'735'689'600};
/// The highest epoch that an account can have reached.
[[nodiscard]] Epoch epochLimit(Timestamp now);

/// How far back adoptAfterFork() looks for the epoch that both lines share.
inline constexpr Epoch kForkDepthMax = 64;

/// An older key, encrypted under a newer one.
///
///     struct {                // 68 bytes
///         u32 target;         // epoch of the older key
///         u8  salt[16];       // random
///         u8  wrapped[48];    // AEAD(link key, zero nonce, "", older key)
///     } EpochLink;            // PROTOCOL.md section 5.1
struct EpochLink
{
    Epoch target = 0;
    FixedBytes<struct EpochLinkSaltTag, 16> salt;
    FixedBytes<struct WrappedSharedKeyTag, 48> wrapped;
    bool operator==(const EpochLink&) const = default;
};

/// What lets the holder of one epoch's key open older ones. Stored in the vault, one for each
/// epoch but the first. Besides the epoch before, an even epoch opens the one with its lowest bit
/// cleared, so that the way from any epoch to any older one is short.
///
///     struct {
///         u8  version = 1;
///         u32 epoch;          // whose key opens the links
///         u8  count;          // as many as linkTargets(epoch)
///         EpochLink links[count];
///     } EpochLinks;           // at most 142 bytes
struct EpochLinks
{
    Epoch epoch = 0;
    std::vector<EpochLink> links;

    [[nodiscard]] Bytes serialize() const;
    [[nodiscard]] static Result<EpochLinks, ParseError> parse(ByteView bytes);
    bool operator==(const EpochLinks&) const = default;
};

/// The epochs that the links of @p epoch open, newest first: none, one or two.
[[nodiscard]] std::vector<Epoch> linkTargets(Epoch epoch);

enum class EpochError : std::uint8_t
{
    NotOlder,     ///< a key opens older epochs only
    LinkMissing,  ///< the store has no (valid) links of an epoch on the way
    LinkBroken,   ///< a link was changed, or made for another key or account
    NotPublished, ///< not the key that the account's recovery record names: another device was
                  ///< first
    OtherLine,    ///< does not open the key that this device holds: somebody forks what it sees
    TooSoon,      ///< beyond epochLimit(): wait up to kEpochInterval; of a received key: a device
                  ///< that runs ahead, or a clock that is slow
};

/// Finds the stored links of an epoch. They come from the relay: nothing about them is trusted.
using EpochLinkSource = std::function<std::optional<EpochLinks>(Epoch)>;

/// A key of the next epoch, not yet in force.
struct EpochProposal
{
    SharedKey key;
    EpochLinks links;
};

/// The line of an account's shared keys as one device sees it: the newest key, from which all
/// older ones open, never the reverse.
///
/// Rotating: propose(); store the links in the vault; write the recovery record of the new key by
/// compare-and-set. Only if that succeeded is the new key in force: adopt() it, send it to the
/// other devices through their ratchets, and encrypt under it. Two devices that propose the same
/// epoch at once are told apart by that record alone; the one that lost drops its proposal, takes
/// the winner's key from the winner's ratchet message, and begins again if it still needs an
/// epoch. Nothing was encrypted under the key that lost.
class EpochChain
{
public:
    EpochChain(const AccountId& account, SharedKey newest)
        : m_account(account)
        , m_newest(std::move(newest))
    {}

    [[nodiscard]] const SharedKey& newest() const { return m_newest; }

    /// A fresh key of the next epoch and its links. Does not change the chain. Reads the links of
    /// at most kEpochStepsMax epochs.
    [[nodiscard]] Result<EpochProposal, EpochError> propose(const EpochLinkSource& source,
                                                            Timestamp now, Random& random) const;

    /// Takes a newer key into force, an own proposal or one from another device's ratchet.
    /// @p published is the commitment that the newest version of the recovery record @p record
    /// names, of which its signature was checked. The new key must open the present one, over
    /// however many epochs this device was away. The same key again is fine.
    [[nodiscard]] Result<void, EpochError> adopt(const SharedKey& key,
                                                 const SharedKeyCommitment& published,
                                                 const ObjectId& record,
                                                 const EpochLinkSource& source, Timestamp now);

    /// The way out of OtherLine: a device published a key and gave it to this one only, or the
    /// other way round. The key that is published now takes the place of this device's if both
    /// lines share an epoch not more than kForkDepthMax back; @p ours and @p theirs find the links
    /// of each. Only once the person was warned and the device that forked was removed.
    [[nodiscard]] Result<void, EpochError>
    adoptAfterFork(const SharedKey& key, const SharedKeyCommitment& published,
                   const ObjectId& record, const EpochLinkSource& ours,
                   const EpochLinkSource& theirs, Timestamp now);

    /// The key of an older (or this) epoch.
    [[nodiscard]] Result<SharedKey, EpochError> open(Epoch epoch,
                                                     const EpochLinkSource& source) const;

private:
    [[nodiscard]] Result<void, EpochError> checkNewer(const SharedKey& key,
                                                      const SharedKeyCommitment& published,
                                                      const ObjectId& record, Timestamp now) const;

    AccountId m_account;
    SharedKey m_newest;
};

/// Opens one link of @p links, which must be of the epoch of @p newer.
[[nodiscard]] Result<SharedKey, EpochError>
openLink(const AccountId& account, const SharedKey& newer, const EpochLinks& links, Epoch target);

} // namespace sotto::crypto
