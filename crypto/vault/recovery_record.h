#pragma once

#include "crypto/primitives/xwing.h"
#include "crypto/vault/shared_key.h"

namespace sotto::crypto {

/// The relay's addresses and whatever else a later client wants a new device to find. The app's
/// own format.
inline constexpr std::size_t kRecoveryExtensionBytesMax = 1024;
/// version || X-Wing ciphertext || AEAD of the padded payload: always this long, so that a version
/// tells nothing by its length.
inline constexpr std::size_t kRecoveryRecordBytes = 1 + 1120 + 2048 + 16;

/// What somebody who has nothing but the phrase needs to become a device of the account.
///
///     struct {
///         u8  version = 1;
///         u8  account[32];
///         u32 epoch;
///         u8  shared_key[32];
///         u8  log_head[32];           // entry hash of the newest entry of the device log
///         u8  vault[32];              // object identifiers
///         u8  card[32];
///         bytes16 extension;          // at most 1,024 bytes, the app's
///     } RecoveryPayload;              // PROTOCOL.md section 5.2
struct RecoveryPayload
{
    AccountId account;
    SharedKey sharedKey;
    Hash logHead;
    ObjectId vault;
    ObjectId card;
    SecretBytes extension; ///< addresses may hold the relays' access keys
};

/// What the signed version around the record says, and what the record is bound to.
struct RecoveryContext
{
    ObjectId objectId;
    Epoch epoch = 0;
    SharedKeyCommitment commitment;
};

enum class RecoveryRecordError : std::uint8_t
{
    Malformed,      ///< not the one length and version that a record has
    Replaced,       ///< it opens, and says that there are other words now
    DoesNotOpen,    ///< changed, another phrase's, or the content of another object or version
    WrongSharedKey, ///< the key inside is not the one that the version names
    BadWrappingKey, ///< the X-Wing public key is not one
    TooLong,        ///< the extension
};

/// Wraps the payload to the phrase's wrapping key. Any device can: it needs the public half only.
/// The context is that of the payload's shared key in object @p objectId.
[[nodiscard]] Result<Bytes, RecoveryRecordError>
sealRecoveryRecord(const XWingPublicKey& wrappingKey, const ObjectId& objectId,
                   const RecoveryPayload& payload, Random& random);

/// The last word of a record whose phrase was replaced: it opens like any other, and holds nothing.
/// @p context is that of the version around it.
[[nodiscard]] Result<Bytes, RecoveryRecordError>
sealReplacedRecord(const XWingPublicKey& wrappingKey, const RecoveryContext& context,
                   Random& random);

/// Opens what a version holds. The caller has verified the version first: signed by a key of the
/// record's list whose device the log still has (a removed device's is refused there), newest, and
/// @p context taken from it. Compare payload.logHead with the version's as well.
[[nodiscard]] Result<RecoveryPayload, RecoveryRecordError>
openRecoveryRecord(const XWingSecretKey& wrappingKey, const RecoveryContext& context,
                   ByteView record);

/// Shows the devices that did not make the phrase that this wrapping key belongs to it, so that
/// nobody can have them wrap the shared key to a foreign one.
///
///     struct {                            // 1,281 bytes
///         u8 version = 1;
///         u8 wrapping_key[1216];
///         u8 signature[64];               // by the recovery key in the log, over
///                                         // account || wrapping_key
///     } WrappingKeyCertificate;
struct WrappingKeyCertificate
{
    XWingPublicKey wrappingKey;
    Signature signature;

    [[nodiscard]] static WrappingKeyCertificate make(const SigningKey& recoveryKey,
                                                     const AccountId& account,
                                                     const XWingPublicKey& wrappingKey);
    /// @p recoveryKey: the one that the device log names now.
    [[nodiscard]] bool verify(const SigningPublicKey& recoveryKey, const AccountId& account) const;
    [[nodiscard]] Bytes serialize() const;
    [[nodiscard]] static Result<WrappingKeyCertificate, ParseError> parse(ByteView bytes);
};

} // namespace sotto::crypto
