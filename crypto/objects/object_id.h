#pragma once

#include "crypto/base/reader.h"

namespace sotto::crypto {

/// The name of one object at a relay: 32 random bytes, for a recovery record the locator that the
/// phrase yields. Nothing about an object can be told from it.
using ObjectId = FixedBytes<struct ObjectIdTag, 32>;

/// The same of a mailbox, kept apart where nothing else may stand. (The type of crypto/handshake.)
using MailboxId = FixedBytes<struct MailboxIdTag, 32>;

enum class ObjectKind : std::uint8_t
{
    Mailbox = 1,
    Card = 2,
    Invite = 3,
    Recovery = 4,
    Vault = 5,
    Blob = 6,
};

/// True for card, recovery record and vault: only these have a key list and signed versions.
[[nodiscard]] constexpr bool isVersioned(ObjectKind kind)
{
    return kind == ObjectKind::Card || kind == ObjectKind::Recovery || kind == ObjectKind::Vault;
}

/// The byte of a kind that isVersioned(); the reader fails (OutOfRange) on any other.
[[nodiscard]] ObjectKind readVersionedKind(Reader& in);

} // namespace sotto::crypto
