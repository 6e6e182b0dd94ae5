#pragma once

#include "crypto/attachment/attachment_descriptor.h"
#include "crypto/base/identifiers.h"
#include "crypto/log/device_log.h"
#include "crypto/vault/relay_text.h"

namespace sotto::crypto {

/// The longest tail: three devices that refresh weekly fill it in eight years. So a reference fits
/// a first message (section 6.5) and, with all else, a card.
inline constexpr std::size_t kLogTailBytesMax = std::size_t{500} * 1024;
/// What stays in the tail when the rest of a log moves into a blob: a year of those three devices'
/// refreshes, so that who fetches the card once a year never needs the blob.
inline constexpr std::size_t kLogTailBytesKept = std::size_t{64} * 1024;
/// No log that the rules of section 3 allow is longer, so every one can be moved; and a reader
/// fetches no more for anybody.
inline constexpr std::uint64_t kLogPrefixBytesMax =
    1 + 4 + std::uint64_t{kLogEntriesMax} * (2 + kLogEntryBytesMax);
static_assert(kLogPrefixBytesMax <= kAttachmentBytesMax);

/// The beginning of a long log, in a blob that was made for one card, one invite or one receiver
/// of a first message: one that served two would show a relay that they belong together.
///
///     struct {                    // 139 bytes and the address
///         bytes16 relay;
///         u8 blob[32];
///         u8 descriptor[73];      // section 9; the content is a SerializedLog
///         u8 head[32];            // entry hash of its last entry
///     } LogPrefix;                // PROTOCOL.md section 5.4
struct LogPrefix
{
    SecretBytes relay; ///< sotto://…, as text; where the blob is
    ObjectId blob;
    AttachmentDescriptor descriptor;
    EntryHash head;

    /// A second copy, asked for by name.
    [[nodiscard]] LogPrefix duplicate() const;
};

/// A device log as it travels in cards, invites and first messages: whole if it is short, else its
/// end with a reference to its beginning. Whoever fills a log as far as the rules allow cannot
/// make it too long for these.
///
///     struct {
///         u8 has_prefix;
///         if (has_prefix) LogPrefix prefix;
///         bytes32 tail;           // SerializedLog (section 3): the entries behind the prefix, or
///                                 // all; at most 512,000 bytes
///     } LogReference;             // PROTOCOL.md section 5.4
struct LogReference
{
    std::optional<LogPrefix> prefix;
    Bytes tail; ///< not verified here

    /// How @p log travels now: with @p prefix, if something of it was moved before, else whole.
    /// Nothing if the tail would be too long, or if the log does not hold that prefix's head: then
    /// moveLog().
    [[nodiscard]] static std::optional<LogReference> of(const DeviceLog& log,
                                                        const LogPrefix* prefix);

    /// Whether the tail suffices for who holds @p known: `known.extend(tail)` then needs no blob.
    /// (It may still find that the two logs are not the same.)
    [[nodiscard]] bool continues(const DeviceLog& known) const;

    /// False if anything is beyond its limit.
    [[nodiscard]] bool isWellFormed() const;
    void write(SecretWriter& out) const;
    [[nodiscard]] static LogReference read(Reader& in);
    /// Alone, as the attached log of a first message.
    [[nodiscard]] SecretBytes serialize() const;
    [[nodiscard]] static Result<LogReference, ParseError> parse(ByteView bytes);
};

inline constexpr std::size_t kLogPrefixLayoutBytesMax =
    2 + kRelayAddressBytesMax + ObjectId::kSize + AttachmentDescriptor::kSize + EntryHash::kSize;
inline constexpr std::size_t kLogReferenceBytesMax =
    1 + kLogPrefixLayoutBytesMax + 4 + kLogTailBytesMax;

/// A log whose beginning was sealed into a blob.
struct MovedLog
{
    LogReference reference;
    Bytes blob; ///< for the relay, under reference.prefix->blob, before the reference leaves
};

/// Seals the beginning of @p log into a fresh blob for @p relay (a relay's address, isRelayText()),
/// and leaves at most @p tailBytes of entries in the tail. The first entry always moves.
[[nodiscard]] MovedLog moveLog(const DeviceLog& log, ByteView relay, Random& random,
                               std::size_t tailBytes = kLogTailBytesKept);

enum class JoinLogError : std::uint8_t
{
    WrongBlob, ///< not the blob of this reference, or not all of it: the relay's doing
    Malformed, ///< the maker of the reference broke the layout
};

/// The whole log as one SerializedLog, for DeviceLog::parse() or extend(): nothing of it is
/// verified here but that the blob is the one that the reference names. @p blob is what the relay
/// served; empty if the reference has no prefix.
[[nodiscard]] Result<Bytes, JoinLogError> joinLog(const LogReference& reference, ByteView blob);

} // namespace sotto::crypto
