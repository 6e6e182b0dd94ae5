#pragma once

#include "crypto/objects/key_list.h"

namespace sotto::crypto {

/// Hash of a signed header, and so of the version with its body.
using VersionHash = FixedBytes<struct VersionHashTag, 32>;

/// The body of a card or of a vault's version: fits a frame of the channel (1 MiB) with room.
inline constexpr std::size_t kObjectBodyBytesMax = 983'040;
/// The body of a recovery record: one wrapped key and a few names.
inline constexpr std::size_t kRecoveryBodyBytesMax = 16'384;

[[nodiscard]] constexpr std::size_t maxBodyBytes(ObjectKind kind)
{
    return kind == ObjectKind::Recovery ? kRecoveryBodyBytesMax : kObjectBodyBytesMax;
}

/// How many versions a reader can have missed: one a minute for two years. Without this limit one
/// version with the highest number, by a stolen device and a relay that helps it, would make every
/// later one stale for ever.
inline constexpr std::uint64_t kVersionLeapMax = std::uint64_t{1} << 20;

/// What is signed of one version of a card, recovery record or vault.
///
///     struct {
///         u8  version = 1;
///         u8  kind;               // ObjectKind 2, 4 or 5
///         u8  object[32];
///         u64 number;             // 1, then one more each time
///         u8  previous[32];       // hash of the version before; zero in the first
///         u32 epoch;              // of the shared key
///         u8  shared_key[32];     // commitment
///         u8  log_head[32];       // commitment
///         u32 list_number;        // the key list that the signer knew
///         u8  list_head[32];
///         u16 signer;             // place of a listed key, 0xFFFF for the root
///         u32 body_length;
///         u8  body_hash[32];
///     } ObjectHeader;             // 216 bytes; PROTOCOL.md section 4.2
///     struct { ObjectHeader header; u8 signature[64]; } SignedHeader;     // 280 bytes
struct ObjectHeader
{
    static constexpr std::size_t kSize = 216;
    static constexpr std::size_t kSignedSize = 280;

    ObjectKind kind = ObjectKind::Card;
    ObjectId object;
    std::uint64_t number = 0;
    VersionHash previous;
    std::uint32_t epoch = 0;
    SharedKeyCommitment sharedKey;
    LogHeadCommitment logHead;
    std::uint32_t listNumber = 0;
    ListHash listHead;
    ListIndex signer = 0;
    std::uint32_t bodyLength = 0;
    Hash bodyHash;

    [[nodiscard]] Bytes serialize() const;
    bool operator==(const ObjectHeader&) const = default;
};

/// What is remembered of the newest version that was seen or stored. Number 0: none yet.
struct SeenVersion
{
    std::uint64_t number = 0;
    VersionHash hash;
    bool operator==(const SeenVersion&) const = default;
};

enum class VersionError : std::uint8_t
{
    Malformed,     ///< not the layout
    OtherObject,   ///< of another object than the list's
    WrongBody,     ///< the body is not the one that was signed
    UnknownList,   ///< names a key list that is none of this object's: fetch the list again
    UnknownSigner, ///< no key of the list that it names
    StruckSigner,  ///< a key that was struck: the version of a removed device
    BadSignature,
    Stale,        ///< older than one that was seen
    Equivocation, ///< another version was seen with the same number
    Forked,       ///< follows directly on another version than the one that was seen
    LeapedAhead,  ///< more than kVersionLeapMax beyond the one that was seen
};

/// By which key list a signer is judged.
enum class SignerRule : std::uint8_t
{
    /// The signer is listed now. Always, but for what the next one says.
    ListedNow,
    /// The signer was listed in the list that the version names. Only for a person who restores by
    /// phrase, finds every newer version useless, and was told: the version may be by a device
    /// that was removed since.
    ListedThen,
};

/// A version whose signature, signer and body were checked, not yet what it says of the account.
class VerifiedVersion
{
public:
    /// @p list is the object's, as new as can be had. @p seen is what this reader remembers of the
    /// newest version, or null.
    [[nodiscard]] static Result<VerifiedVersion, VersionError>
    verify(ByteView signedHeader, ByteView body, const KeyList& list, const SeenVersion* seen,
           SignerRule rule = SignerRule::ListedNow);

    [[nodiscard]] const ObjectHeader& header() const { return m_header; }
    /// To remember.
    [[nodiscard]] SeenVersion seen() const { return {m_header.number, m_hash}; }

private:
    VerifiedVersion() = default;

    ObjectHeader m_header;
    VersionHash m_hash;
};

/// What the reader's own account says; a version that says otherwise must not be used.
struct AccountView
{
    std::uint32_t epoch = 0;
    SharedKeyCommitment sharedKey; ///< of that epoch, for this object
    /// Of entries of the device log that the reader holds, for this object, in the log's order.
    std::span<const LogHeadCommitment> logHeads;
    /// The place in logHeads before which a version is out of date: behind it somebody was removed
    /// or suspended.
    std::size_t oldestLogHead = 0;
};

enum class AccountViewError : std::uint8_t
{
    OtherEpoch,     ///< not the reader's: it follows the shared keys first, or refuses an old one
    OtherSharedKey, ///< that epoch has another key: written for another account or fork
    UnknownLogHead, ///< the log has moved on, or another one is meant: fetch the log first
    OldLogHead,     ///< by somebody who did not know, or not want to know, of a removal
};

/// The second half of the check, for a reader that belongs to the account.
[[nodiscard]] Result<void, AccountViewError> checkAccount(const ObjectHeader& header,
                                                          const AccountView& account);

/// Fills in what follows from list, predecessor and body, and signs: a SignedHeader. @p header
/// brings epoch, both commitments and the signer's place; @p previous is the newest version.
[[nodiscard]] Bytes signVersion(ObjectHeader header, const KeyList& list,
                                const SeenVersion& previous, ByteView body,
                                const SigningKey& signer);

/// Reads a SignedHeader without judging it: for a relay that answers what is newest.
[[nodiscard]] Result<ObjectHeader, ParseError> parseSignedHeader(ByteView signedHeader);

} // namespace sotto::crypto
