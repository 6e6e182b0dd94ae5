#pragma once

#include "crypto/base/identifiers.h"
#include "crypto/base/timestamp.h"
#include "crypto/handshake/parties.h"
#include "crypto/primitives/mlkem768.h"

#include <vector>

namespace sotto::crypto {

using PrekeyId = std::uint32_t;

/// One-time prekeys that a bundle offers at most: a day of new partners without a refill, in
/// 3.6 KB.
inline constexpr std::size_t kMaxOneTimePrekeys = 100;
/// A bundle is refused later than this after it was made, whatever it says itself: its signed
/// prekey should have been rotated many times by then.
inline constexpr Duration kMaxBundleLifetime = Duration::days(30);
/// How far the clocks of two honest devices may be apart.
inline constexpr Duration kClockTolerance = Duration::hours(24);

struct OneTimePrekey
{
    PrekeyId id = 0;
    X25519PublicKey key;

    bool operator==(const OneTimePrekey&) const = default;
};

/// All that a partner needs to begin a session with a device, signed as one piece.
///
///     struct {                                // PROTOCOL.md section 6.1
///         u8  version;                        // 1
///         u8  account[32]; u8 device[32]; u8 mailbox[32];
///         u64 counter;                        // rises with every bundle of this device
///         u64 issued; u64 expires;            // seconds
///         DevicePublicKeys keys;              // 96 bytes
///         u8  sealing_key[1216];              // X-Wing
///         u32 prekey_id;
///         u8  signed_prekey[32];              // X25519
///         u8  kem_prekey[1184];               // ML-KEM-768
///         u16 count;                          // at most 100
///         struct { u32 id; u8 key[32]; } one_time[count];     // ids rising
///         u8  signature[64];                  // by keys.signing, "Sotto v1 prekey bundle"
///     } PrekeyBundle;
struct PrekeyBundle
{
    DeviceAddress address;
    MailboxId mailbox;
    std::uint64_t counter = 0;
    Timestamp issued;
    Timestamp expires;
    DevicePublicKeys keys;
    XWingPublicKey sealingKey;
    PrekeyId prekeyId = 0;
    X25519PublicKey signedPrekey;
    MlKem768PublicKey kemPrekey;
    std::vector<OneTimePrekey> oneTimePrekeys;

    [[nodiscard]] Bytes sign(const SigningKey& deviceKey) const;
    [[nodiscard]] const OneTimePrekey* findOneTime(PrekeyId id) const;
};

enum class BundleError : std::uint8_t
{
    Malformed,    ///< not the layout
    OtherDevice,  ///< of another account, device or mailbox than was asked for
    KeysNotInLog, ///< its keys are not those of the device log
    BadSignature,
    Expired,      ///< or from the future, or made to last too long
    Stale,        ///< its counter is lower than one that was seen
    Equivocation, ///< another bundle was seen with the same counter
    UnusableKey,  ///< a public key that is none
};

/// What a client remembers of the last bundle of a device that it accepted.
struct SeenBundle
{
    std::uint64_t counter = 0;
    Hash hash;
};

/// A bundle whose every statement was checked against the device log.
class VerifiedBundle
{
public:
    /// @p seen is what was remembered of the device's last bundle, or null.
    [[nodiscard]] static Result<VerifiedBundle, BundleError>
    verify(ByteView signedBundle, const PeerDevice& peer, const MailboxId& mailbox,
           const SeenBundle* seen, Timestamp now);

    [[nodiscard]] const PrekeyBundle& bundle() const { return m_bundle; }
    [[nodiscard]] SeenBundle seen() const { return {m_bundle.counter, m_hash}; }

private:
    VerifiedBundle() = default;

    PrekeyBundle m_bundle;
    Hash m_hash;
};

} // namespace sotto::crypto
