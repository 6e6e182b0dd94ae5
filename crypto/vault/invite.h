#pragma once

#include "crypto/base/random.h"
#include "crypto/base/timestamp.h"
#include "crypto/vault/contact_point.h"

namespace sotto::crypto {

/// Under what the relay keeps the invite.
using InviteId = FixedBytes<struct InviteIdTag, 32>;
/// What a request that answers the invite shows.
using InviteToken = Secret<struct InviteTokenTag, 32>;

/// An invite that was forgotten in some chat history must not work for ever.
inline constexpr Duration kInviteLifetimeMax = Duration::days(30);
/// What the application says in an invite: the name of who invites, and room to grow. All of it
/// is always there, so that no size tells how long the name is.
inline constexpr std::size_t kInviteAppBytesMax = 256;

/// What an invite says.
///
///     struct {
///         u8  version = 1;
///         u64 expiry;             // seconds since 1970
///         u8  token[32];
///         ContactPoint contact;   // section 5.4
///         u16 n;                  // at most 256
///         u8  app[256];           // n bytes for the application (section 14), zeros behind them
///     } InviteBody;               // PROTOCOL.md section 5.5
///
/// One that ends with contact is read as well: it says nothing to the application.
struct InviteBody
{
    Timestamp expiry;
    InviteToken token;
    ContactPoint contact;
    SecretBytes app = SecretBytes(); ///< at most kInviteAppBytesMax, interpreted by the application
};

enum class InviteError : std::uint8_t
{
    TooLong,     ///< the contact point or the application's part is beyond its limits
    BadLifetime, ///< expired, or later than kInviteLifetimeMax from now
    Malformed,   ///< not an invite
    DoesNotOpen, ///< not this link's, or changed
};

[[nodiscard]] InviteId inviteId(const InviteSecret& secret);

/// The object of an invite. Not signed: only who has the link can make one, and the device log
/// inside proves whose it is.
///
///     struct {
///         u8  version = 1;
///         u64 expiry;
///         u8  nonce[24];
///         bytes32 sealed;     // AEAD(invite key, nonce, version || invite id || expiry, padded
///                             // InviteBody)
///     } Invite;
[[nodiscard]] Result<Bytes, InviteError>
sealInvite(const InviteSecret& secret, const InviteBody& body, Timestamp now, Random& random);

/// Opens nothing but the invite of that link, and nothing once it has expired. That it is used
/// once only is not shown here: the relay deletes it when it is told to, and the inviting app
/// takes each token once.
[[nodiscard]] Result<InviteBody, InviteError> openInvite(const InviteSecret& secret,
                                                         ByteView invite, Timestamp now);

} // namespace sotto::crypto
