#pragma once

#include "crypto/vault/log_reference.h"

#include <vector>

namespace sotto::crypto {

/// Opens the prekey bundle of one mailbox (section 6.2).
using BundleKey = Secret<struct BundleKeyTag, 32>;

/// One mailbox for each device that can be present (section 3).
inline constexpr std::size_t kContactMailboxesMax = 16;

/// Where one device of an account is reached.
///
///     struct { bytes16 relay; u8 mailbox[32]; u8 bundle_key[32]; } ContactMailbox;
struct ContactMailbox
{
    SecretBytes relay; ///< sotto://…, as text (isRelayText())
    MailboxId mailbox;
    BundleKey bundleKey;
};

/// What somebody needs to reach an account: in each card and each invite.
///
///     struct {
///         LogReference log;
///         u8 n;  ContactMailbox mailboxes[n]; // strictly ascending by mailbox
///     } ContactPoint;                         // PROTOCOL.md section 5.4
struct ContactPoint
{
    LogReference log; ///< not verified here
    std::vector<ContactMailbox> mailboxes;

    /// False if anything is beyond its limit, or the mailboxes are not in order.
    [[nodiscard]] bool isWellFormed() const;
    /// At least what write() writes.
    [[nodiscard]] std::size_t sizeHint() const;
    void write(SecretWriter& out) const;
    [[nodiscard]] static ContactPoint read(Reader& in);
};

inline constexpr std::size_t kContactPointBytesMax =
    kLogReferenceBytesMax + 1 +
    kContactMailboxesMax * (2 + kRelayAddressBytesMax + MailboxId::kSize + BundleKey::kSize);

} // namespace sotto::crypto
