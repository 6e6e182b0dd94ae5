#pragma once

#include "crypto/device/device_keys.h"

namespace sotto::crypto {

inline constexpr std::size_t kSafetyQrBytes = 69;

/// What a person's QR code shows to a contact who stands beside (PROTOCOL.md section 10):
///
///     struct {
///         u8 magic[4] = "SoSN";
///         u8 version = 1;
///         u8 own[32];         // account of who shows the code
///         u8 their[32];       // account that it is shown to
///     } SafetyQr;             // 69 bytes
[[nodiscard]] Bytes safetyQrPayload(const AccountId& own, const AccountId& their);

enum class SafetyComparison : std::uint8_t
{
    Match,            ///< each of the two sees the other's true account
    Mismatch,         ///< somebody stands between, or it is the code for another contact
    OtherVersion,     ///< a safety number of a version that this program does not know
    NotASafetyNumber, ///< some other QR code, or a damaged one
    OwnCode,          ///< the code that this side itself shows: the person scanned the wrong way
};

/// Compares what was scanned from the contact's screen with what this side knows: @p own is this
/// side's account, @p their the contact's.
[[nodiscard]] SafetyComparison compareScanned(ByteView payload, const AccountId& own,
                                              const AccountId& their);

} // namespace sotto::crypto
