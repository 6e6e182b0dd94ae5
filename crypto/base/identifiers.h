#pragma once

#include "crypto/base/bytes.h"
#include "crypto/base/secret.h"

/// What more than one folder speaks of, and hands to another.
namespace sotto::crypto {

/// The name of one object at a relay: 32 random bytes, for a recovery record the locator that the
/// phrase yields. Nothing about an object can be told from it.
using ObjectId = FixedBytes<struct ObjectIdTag, 32>;
/// The same of a mailbox, kept apart where nothing else may stand.
using MailboxId = FixedBytes<struct MailboxIdTag, 32>;

/// The six kinds of object that a relay knows.
enum class ObjectKind : std::uint8_t
{
    Mailbox = 1,
    Card = 2,
    Invite = 3,
    Recovery = 4,
    Vault = 5,
    Blob = 6,
};

/// Names one connection to a relay: what the channel exports, and every signature and proof made
/// for that connection covers.
using ChannelBinding = FixedBytes<struct ChannelBindingTag, 32>;

/// What stands for the shared key in a signed version of one object. Different for each object, so
/// that a relay cannot tell by it that a card and a vault belong together.
using SharedKeyCommitment = FixedBytes<struct SharedKeyCommitmentTag, 32>;
/// The same for the newest entry of the device log.
using LogHeadCommitment = FixedBytes<struct LogHeadCommitmentTag, 32>;

/// Who shows it may post to one mailbox, and says nothing else about himself.
using DeliveryToken = Secret<struct DeliveryTokenTag, 32>;
/// All that an invite link carries besides the relay's address. Made for one invite.
using InviteSecret = Secret<struct InviteSecretTag, 32>;

} // namespace sotto::crypto
