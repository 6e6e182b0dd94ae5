#pragma once

#include "app/core/problem.h"
#include "crypto/log/device_log.h"
#include "crypto/objects/object_version.h"
#include "crypto/phrase/master_key.h"
#include "crypto/vault/card.h"
#include "crypto/vault/recovery_record.h"
#include "net/wire/relay.pb.h"

/// What somebody who has nothing but the words finds at a relay, verified from the words' keys up.
/// Nothing here asks a relay. PROTOCOL.md 15.5.
namespace sotto::core {

/// A list as the relay shows it.
struct FoundList
{
    std::vector<crypto::Bytes> changes;
    crypto::KeyList list;
};

struct FoundRecord
{
    FoundList list;
    crypto::SeenVersion newest;
    crypto::ObjectHeader header;
    crypto::RecoveryPayload payload;
    crypto::SecretBytes relay;          ///< address of the relay that keeps card and vault, as text
    crypto::SigningPublicKey cardRoot;  ///< the first one of the card's list
    crypto::SigningPublicKey vaultRoot; ///< the first one of the vault's list
    /// Of the words before, as long as the lists' roots may still be theirs.
    std::optional<crypto::SigningKey> formerCardRoot;
    std::optional<crypto::SigningKey> formerVaultRoot;
    std::optional<crypto::SharedKey> formerKey; ///< of the epoch before, which the card may be of
};

/// RecordBroken, RecordNewer, PhraseReplaced, ClockWrong.
[[nodiscard]] crypto::Result<FoundRecord, Problem>
verifyRecord(const crypto::RecoveryKeys& keys, const sotto::wire::ObjectState& found,
             crypto::Timestamp now);

/// A list of that origin to which @p root may append now. RecordBroken; PhraseReplaced if its root
/// is another one by now.
[[nodiscard]] crypto::Result<FoundList, Problem> verifyList(const crypto::ListOrigin& origin,
                                                            const crypto::SigningKey& root,
                                                            const sotto::wire::ObjectState& found);
/// The root of the words, or of those before as long as the list @p found has that one.
[[nodiscard]] const crypto::SigningKey& rootOf(const crypto::SigningKey& words,
                                               const std::optional<crypto::SigningKey>& former,
                                               const crypto::ListOrigin& origin,
                                               const sotto::wire::ObjectState& found);

struct FoundCard
{
    FoundList list;
    crypto::OpenCard open;
};

/// With the slot of the own devices. RecordBroken; AccountBehind if it was sealed in another epoch
/// than the record's, or the one before.
[[nodiscard]] crypto::Result<FoundCard, Problem> verifyCard(const crypto::RecoveryKeys& keys,
                                                            const FoundRecord& record,
                                                            const sotto::wire::ObjectState& found);

/// The device log that a reference brings, which must be the account's, name the words' recovery
/// key, and hold what the record says. RecordBroken, PhraseReplaced, AccountForked; AccountBehind
/// if it does not reach the record's head.
[[nodiscard]] crypto::Result<crypto::DeviceLog, Problem> verifyLog(const crypto::RecoveryKeys& keys,
                                                                   const FoundRecord& record,
                                                                   crypto::ByteView serializedLog);

} // namespace sotto::core
