#pragma once

#include "crypto/base/timestamp.h"
#include "crypto/vault/shared_key.h"

#include <variant>
#include <vector>

namespace sotto::crypto {

/// The place of a device's key in the key list of the vault.
using WriterIndex = std::uint16_t;
/// What a record is called: computed by whoever writes it, see recordId().
using RecordId = FixedBytes<struct RecordIdTag, 32>;
/// Hash of a record's header and of its sealed body.
using RecordHash = FixedBytes<struct RecordHashTag, 32>;
/// What a record speaks of. The app numbers them.
using RecordType = std::uint16_t;

/// As many as an account has devices ever (section 3), each with one key in the list.
inline constexpr std::size_t kVaultWritersMax = 256;
/// The largest padded body (131,072) less its length field; larger things are attachments.
inline constexpr std::size_t kRecordBodyBytesMax = 131068;
/// 65,433 bytes of a message's content and room for what the app adds to it.
inline constexpr std::size_t kRecordContentBytesMax = 98304;

/// Which record of a writer another one has seen last.
///
///     struct { u16 writer; u64 sequence; u8 hash[32]; } SeenHead;    // 42 bytes
struct SeenHead
{
    WriterIndex writer = 0;
    std::uint64_t sequence = 0;
    RecordHash hash;
    bool operator==(const SeenHead&) const = default;
};

/// New or changed content: u16 type || id[32] || replaces[32] || bytes32 content.
struct PutRecord
{
    RecordType type = 0;
    RecordId id;
    RecordHash replaces; ///< zero, or the record whose content this one takes the place of
    SecretBytes content;
};
/// Deleted content: u16 type || id[32] || deleted[32]. What is left of the other record is its
/// header and hash.
struct TombstoneRecord
{
    RecordType type = 0;
    RecordId id;
    RecordHash deleted;
};
/// Nothing but the heads: written before a device leaves, and after one was removed.
struct CheckpointRecord
{};

/// What a record says once it is open.
///
///     struct {
///         u8  version = 1;
///         u8  kind;               // 1 put, 2 tombstone, 3 checkpoint
///         u64 time;               // seconds since 1970, claimed by the writer
///         u16 n;  SeenHead seen[n];   // strictly ascending by writer, never the writer itself
///         body of the kind;
///     } RecordBody;               // PROTOCOL.md section 5.3
struct RecordBody
{
    Timestamp time;
    std::vector<SeenHead> seen;
    std::variant<PutRecord, TombstoneRecord, CheckpointRecord> content;

    [[nodiscard]] SecretBytes serialize() const;
    [[nodiscard]] static Result<RecordBody, ParseError> parse(ByteView bytes);
};

/// The public part of a record.
///
///     struct {                    // 135 bytes
///         u8  version = 1;
///         u8  vault[32];          // object identifier
///         u16 writer;
///         u64 sequence;           // from 1
///         u8  previous[32];       // record hash; zero in the first
///         u32 epoch;
///         u8  nonce[24];
///         u8  sealed_hash[32];    // H("sotto1 vaultbody", sealed)
///     } RecordHeader;
struct RecordHeader
{
    static constexpr std::size_t kSize = 135;

    std::array<std::uint8_t, 32> vault{};
    WriterIndex writer = 0;
    std::uint64_t sequence = 0;
    RecordHash previous;
    Epoch epoch = 0;
    std::array<std::uint8_t, 24> nonce{};
    Hash sealedHash;

    [[nodiscard]] Bytes serialize() const;
    [[nodiscard]] RecordHash hash() const;
};

/// One record of one device's chain.
///
///     struct {
///         RecordHeader header;
///         u8 signature[64];       // by the listed key, over header
///         bytes32 sealed;         // AEAD(vault record key of the epoch, nonce, header less
///                                 // sealed_hash, padded RecordBody); empty once it was deleted
///     } VaultRecord;
struct VaultRecord
{
    RecordHeader header;
    Signature signature;
    Bytes sealed;

    /// True once the content was taken away and only header and signature are left.
    [[nodiscard]] bool isStripped() const { return sealed.empty(); }
    /// The record without its content, as it is kept after a tombstone.
    [[nodiscard]] VaultRecord stripped() const { return {header, signature, {}}; }

    [[nodiscard]] Bytes serialize() const;
    /// Checks the layout, and that the content is the one that the header names.
    [[nodiscard]] static Result<VaultRecord, ParseError> parse(ByteView bytes);

    /// Fills in nonce, sealed_hash and signature. Nothing if the body is larger than
    /// kRecordBodyBytesMax.
    [[nodiscard]] static std::optional<VaultRecord> make(RecordHeader header,
                                                         const RecordBody& body,
                                                         const VaultRecordKey& key,
                                                         const SigningKey& signer, Random& random);
    [[nodiscard]] bool verify(const SigningPublicKey& signer) const;
    /// Nothing if the key is not the record's, or the body is malformed.
    [[nodiscard]] std::optional<RecordBody> open(const VaultRecordKey& key) const;
};

/// Where something that is to be recorded comes from. A receiver knows all of it by itself: no
/// contact can make another message fall on the same identifier.
struct RecordSource
{
    RecordType type = 0;
    std::array<std::uint8_t, 32> conversation{};
    DeviceId sender;
    std::array<std::uint8_t, 32> session{}; ///< shorter identifiers filled up with zeros
    std::uint64_t number = 0;
};

/// KDF("sotto1 recordid", record identifier key, u16 type || conversation || sender || session ||
/// u64 number).
[[nodiscard]] RecordId recordId(const RecordIdKey& key, const RecordSource& source);

} // namespace sotto::crypto
