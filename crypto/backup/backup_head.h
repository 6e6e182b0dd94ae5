#pragma once

#include "crypto/objects/key_list.h"
#include "crypto/phrase/master_key.h"
#include "crypto/vault/recovery_record.h"

#include <functional>

/// A backup file: what the twelve words open without asking anybody. PROTOCOL.md section 16.
namespace sotto::crypto {

enum class BackupError : std::uint8_t
{
    NotABackup,  ///< does not begin like one
    Newer,       ///< a version that this program does not know
    Malformed,   ///< breaks the layout, or says what a device of the account would not
    OtherPhrase, ///< made for another phrase
    Truncated,   ///< ends too early
    Damaged,     ///< a byte of it was changed, or moved, or something stands behind its end
    NotReadable, ///< what hands out the bytes failed
};

/// Fills @p out from the file's next bytes, as far as there are any. Returns how many it filled
/// (fewer than asked for only at the end); nothing if reading failed.
using BackupSource = std::function<std::optional<std::size_t>(MutableByteView out)>;

/// Changes of the recovery record's key list, serialised: as many as a list takes, of the largest.
inline constexpr std::size_t kBackupListBytesMax = 3 + kListChangesMax * (2 + kListChangeBytesMax);

using BackupFileId = FixedBytes<struct BackupFileIdTag, 32>;
/// What encrypts the chunks of one file.
using BackupKey = Secret<struct BackupKeyTag, 32>;

/// What is readable without the words:
///
///     struct {
///         u8  magic[8] = "SottoBak";
///         u8  version = 1;
///         u8  file_id[32];        // random
///         u8  locator[32];        // of the phrase's recovery record
///         bytes32 list;           // changes of the record's list; at most kBackupListBytesMax
///         u32 epoch;              // of the shared key that the record wraps
///         u8  commitment[32];
///         u8  record[3185];       // RecoveryRecord of that epoch and commitment
///         u16 signer;             // place in the list
///         u8  signature[64];      // by that key over all that is before it
///     } BackupHead;
struct BackupHead
{
    BackupFileId fileId;
    ObjectId locator;
    Bytes list;
    RecoveryContext context;
    Bytes record;
    ListIndex signer = 0;
    Signature signature;

    [[nodiscard]] Bytes serialize() const;
    /// NotABackup, Newer, Malformed, Truncated, NotReadable. Judges no signature.
    [[nodiscard]] static Result<BackupHead, BackupError> read(const BackupSource& source);
};

/// A head that was made, and the key of what comes behind it.
struct NewBackup
{
    Bytes head;
    BackupKey key;
};

/// What a device needs to make a backup: the recovery record's list and its own key in it, the
/// phrase's public wrapping key, and what the record says.
struct BackupSeal
{
    std::vector<Bytes> changes;
    SigningKey deviceKey;
    XWingPublicKey wrappingKey;
    RecoveryPayload payload;
};

/// Nothing if the key is not in the list (any more), or the wrapping key is none.
[[nodiscard]] std::optional<NewBackup> beginBackup(const BackupSeal& seal, Random& random);

struct OpenedBackup
{
    RecoveryPayload payload;
    BackupKey key;
};

/// Verifies the head from the phrase's keys up: OtherPhrase, Damaged, Malformed.
[[nodiscard]] Result<OpenedBackup, BackupError> openBackup(const BackupHead& head,
                                                           const RecoveryKeys& keys);

} // namespace sotto::crypto
