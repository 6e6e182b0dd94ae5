#pragma once

#include "crypto/base/timestamp.h"

#include <cstddef>
#include <cstdint>

/// What relay and client both hold to (crypto/PROTOCOL.md section 12). What an operator may change
/// is told in Welcome; what stands here is fixed by the protocol's version.
namespace sotto::wire {

inline constexpr std::uint32_t kProtocolVersion = 1;

/// The longest first message (524,288 bytes of log, 3,072 of header, 65,536 of message), rounded
/// up: fits a frame of the channel.
inline constexpr std::size_t kEnvelopeBytesMax = 655'360;
/// A batch is for the devices' one mailbox; a client with more to say sends more batches.
inline constexpr std::size_t kPostEnvelopesMax = 256;
/// All envelopes of one batch: the frame's limit, less what protobuf and other fields take.
inline constexpr std::size_t kPostBytesMax = 983'040;

/// Envelopes that are delivered and not yet acknowledged, whichever comes first; one envelope is
/// always delivered. So a slow reader costs the relay a megabyte at most.
inline constexpr std::size_t kDeliveryWindowEnvelopes = 256;
inline constexpr std::size_t kDeliveryWindowBytes = std::size_t{1} << 20;

/// Requests of one connection that are not answered yet, and the bytes in them. A client that
/// sends more is disconnected.
inline constexpr std::size_t kRequestsInFlightMax = 256;
inline constexpr std::size_t kRequestBytesInFlightMax = std::size_t{4} << 20;
/// Reads among them whose answers may be large (blobs, records, objects, invites).
inline constexpr std::size_t kLargeReadsInFlightMax = 4;

/// A sealed prekey bundle with 100 one-time prekeys has 6,304 bytes.
inline constexpr std::size_t kSealedBundleBytesMax = 8'192;
inline constexpr std::size_t kOneTimePrekeysMax = 100;
/// AcceptedTokens with 1,024 hashes.
inline constexpr std::size_t kAcceptedTokensBytesMax = 32'771;

/// An invite holds a padded body of at most 655,360 bytes and 73 around it.
inline constexpr std::size_t kInviteBytesMax = 655'488;
inline constexpr crypto::Duration kInviteLifetimeMax = crypto::Duration::days(30);
inline constexpr crypto::Duration kSupersededVersionsKept = crypto::Duration::days(30);
inline constexpr crypto::Duration kObjectEventsKept = crypto::Duration::days(90);
inline constexpr std::size_t kObjectEventsInAnswerMax = 256;
/// List changes of one UpdateObject: two signatures each, which the relay's one writer verifies.
/// Whoever has more sends more updates.
inline constexpr std::size_t kUpdateListChangesMax = 16;

/// Header 135 and signature 64 of a vault record.
inline constexpr std::size_t kRecordHeadBytes = 199;
/// The largest sealed body: 131,072 and a tag.
inline constexpr std::size_t kRecordBodyBytesMax = 131'088;
inline constexpr std::size_t kAppendRecordsMax = 256;
/// Vault records of one answer or request, all together; one record always fits.
inline constexpr std::size_t kRecordsBytesMax = 524'288;

/// What one WriteBlob or ReadBlob carries: a sealed attachment chunk.
inline constexpr std::size_t kBlobPieceBytesMax = 262'175;
/// An attachment of 2 GiB with its padding and its chunks' tags.
inline constexpr std::uint64_t kBlobBytesMax = 2'415'919'104;

/// A connection that has not finished WebSocket upgrade and channel handshake by then is closed.
inline constexpr std::uint32_t kHandshakeTimeoutMs = 10'000;
/// A client pings an idle connection so often, and takes it for lost when no byte came for
/// kSilenceTimeoutMs.
inline constexpr std::uint32_t kPingIntervalMs = 10'000;
inline constexpr std::uint32_t kSilenceTimeoutMs = 25'000;
/// A relay closes a connection on which nothing came for so long.
inline constexpr std::uint32_t kServerSilenceTimeoutMs = 120'000;

} // namespace sotto::wire
