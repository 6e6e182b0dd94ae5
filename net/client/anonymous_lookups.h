#pragma once

#include "crypto/objects/fetch_proof.h"
#include "crypto/objects/stamp.h"
#include "net/client/anonymous_request.h"
#include "net/wire/token_hash.h"

namespace sotto::client {

// Each over an anonymous connection of its own. Destroying what is returned gives up.

/// The prekey bundle of a mailbox, and a one-time prekey that nobody else gets, if any is left.
[[nodiscard]] RunningRequest fetchPrekeys(const RelayPlace& place, const crypto::MailboxId& mailbox,
                                          const crypto::DeliveryToken& token,
                                          Done<wire::Prekeys> done);
/// See ObjectConnection::read.
[[nodiscard]] RunningRequest readCard(const RelayPlace& place, const crypto::ObjectId& card,
                                      std::uint32_t listFrom, std::uint64_t knownVersion,
                                      Done<wire::ObjectState> done);
/// The list of a vault alone: all that somebody sees of it who is not in that list.
[[nodiscard]] RunningRequest readVaultList(const RelayPlace& place, const crypto::ObjectId& vault,
                                           Done<wire::ObjectState> done);
/// Whose signatures @p update carries: no login is needed. One attempt; after a lost answer the
/// same update says CONFLICT if it was taken.
[[nodiscard]] RunningRequest updateObject(const RelayPlace& place, wire::UpdateObject update,
                                          Done<void> done);
/// Proves the phrase for this connection to this relay (PROTOCOL.md section 4.4).
[[nodiscard]] RunningRequest fetchRecovery(const RelayPlace& place, const crypto::ObjectId& locator,
                                           std::shared_ptr<const crypto::SigningKey> fetchKey,
                                           std::uint32_t listFrom, Done<wire::ObjectState> done);
/// A stamp that verifies, of this relay and over @p subject; anything else is ProtocolBroken.
[[nodiscard]] RunningRequest fetchStamp(const RelayPlace& place, const crypto::Hash& subject,
                                        Done<crypto::Stamp> done);

[[nodiscard]] RunningRequest readInvite(const RelayPlace& place, const crypto::ObjectId& invite,
                                        Done<crypto::Bytes> done);
/// @p content at most wire::kInviteBytesMax, @p expires at most wire::kInviteLifetimeMax from now.
[[nodiscard]] RunningRequest putInvite(const RelayPlace& place, const crypto::ObjectId& invite,
                                       crypto::ByteView content, crypto::Timestamp expires,
                                       const wire::OwnerTokenHash& tokenHash, Done<void> done);
[[nodiscard]] RunningRequest deleteInvite(const RelayPlace& place, const crypto::ObjectId& invite,
                                          const wire::OwnerToken& token, Done<void> done);

[[nodiscard]] RunningRequest extendBlob(const RelayPlace& place, const crypto::ObjectId& blob,
                                        const wire::OwnerToken& token, crypto::Duration fromNow,
                                        Done<wire::BlobState> done);
[[nodiscard]] RunningRequest deleteBlob(const RelayPlace& place, const crypto::ObjectId& blob,
                                        const wire::OwnerToken& token, Done<void> done);

} // namespace sotto::client
