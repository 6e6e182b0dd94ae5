#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

/// Every string that separates one use of a key, a hash or a signature from another. All of them
/// stand here and nowhere else; each serves exactly one purpose (tests/crypto/base/tst_labels
/// checks both). PROTOCOL.md repeats them where they are used.
namespace sotto::crypto {

/// Domain separation of an Ed25519 signature, of an HKDF expansion or of an associated data.
/// Printable ASCII, so that a terminating zero byte makes it prefix-free.
struct Label
{
    std::string_view text;

    consteval explicit Label(const char* literal)
        : text(literal)
    {
        for (const char c : text) {
            if (c < ' ' || c > '~') {
                throw "a label is printable ASCII";
            }
        }
    }
};

/// The 16-byte personalisation parameter of BLAKE2b (RFC 7693 section 2.5), which costs nothing
/// beside the hash itself. Shorter names are filled up with zero bytes.
struct Personal
{
    static constexpr std::size_t kSize = 16;

    std::array<std::uint8_t, kSize> bytes{};

    consteval explicit Personal(const char* literal)
    {
        const std::string_view text(literal);
        if (text.empty() || text.size() > kSize) {
            throw "a personalisation has 1 to 16 characters";
        }
        for (std::size_t i = 0; i < text.size(); ++i) {
            bytes[i] = static_cast<std::uint8_t>(text[i]);
        }
    }
};

namespace labels {

// Recovery phrase and master key (crypto/phrase)
inline constexpr Personal kMasterKeySaltV1{"sotto1 phrase"};
inline constexpr Label kRecoveryLocator{"Sotto v1 recovery locator"};
inline constexpr Label kRecoveryFetchKey{"Sotto v1 recovery fetch key"};
inline constexpr Label kRecoverySigningKey{"Sotto v1 recovery signing key"};
inline constexpr Label kCardRootKey{"Sotto v1 card root key"};
inline constexpr Label kRecordRootKey{"Sotto v1 recovery record root key"};
inline constexpr Label kVaultRootKey{"Sotto v1 vault root key"};
inline constexpr Label kRecoveryWrappingKey{"Sotto v1 recovery wrapping key"};

// Device keys and device log (crypto/device, crypto/log)
inline constexpr Label kIdentityPossession{"Sotto v1 identity key possession"};
inline constexpr Personal kDeviceId{"sotto1 device"};
inline constexpr Personal kSealingKeyHash{"sotto1 sealkey"};
inline constexpr Label kLogByRecovery{"Sotto v1 log entry by recovery key"};
inline constexpr Label kLogByDevice{"Sotto v1 log entry by device"};
inline constexpr Label kRecoveryPossession{"Sotto v1 recovery key possession"};
inline constexpr Label kSigningPossession{"Sotto v1 signing key possession"};
inline constexpr Label kLogStamp{"Sotto v1 log stamp"};
inline constexpr Personal kLogEntryHash{"sotto1 logentry"};
inline constexpr Personal kLogCommitSubject{"sotto1 logcommit"};

// Key lists, object versions, fetch proofs, delivery tokens (crypto/objects)
inline constexpr Label kListChange{"Sotto v1 key list change"};
inline constexpr Label kListKeyPossession{"Sotto v1 list key possession"};
inline constexpr Personal kListChangeHash{"sotto1 keylist"};
inline constexpr Label kObjectVersion{"Sotto v1 object version"};
inline constexpr Personal kObjectVersionHash{"sotto1 objver"};
inline constexpr Personal kObjectBodyHash{"sotto1 objbody"};
inline constexpr Personal kOwnObjectDigest{"sotto1 owndigest"};
inline constexpr Label kFetchProof{"Sotto v1 recovery fetch proof"};
inline constexpr Personal kDeliveryTokenHash{"sotto1 token"};

// Client side of the objects: shared key, recovery record, vault, card, invite (crypto/vault)
inline constexpr Personal kSharedKeyCommitment{"sotto1 shkcommit"};
inline constexpr Personal kEpochLinkKey{"sotto1 epochlink"};
inline constexpr Personal kVaultRecordKey{"sotto1 vaultkey"};
inline constexpr Personal kCardSlotKey{"sotto1 slotkey"};
inline constexpr Personal kRecordIdKey{"sotto1 recidkey"};
inline constexpr Personal kLogHeadCommitment{"sotto1 loghdcom"};
inline constexpr Label kRecoveryRecord{"Sotto v1 recovery record"};
inline constexpr Label kWrappingKeyCertificate{"Sotto v1 wrapping key certificate"};
inline constexpr Label kVaultRecord{"Sotto v1 vault record"};
inline constexpr Personal kVaultRecordHash{"sotto1 vaultrec"};
inline constexpr Personal kVaultBody{"sotto1 vaultbody"};
inline constexpr Personal kRecordId{"sotto1 recordid"};
inline constexpr Personal kCardSlotTag{"sotto1 slottag"};
inline constexpr Personal kCardSlotSeal{"sotto1 slotseal"};
inline constexpr Personal kInviteId{"sotto1 inviteid"};
inline constexpr Personal kInviteKey{"sotto1 invitekey"};

// Prekeys and handshake (crypto/handshake)
inline constexpr Label kPrekeyBundle{"Sotto v1 prekey bundle"};
inline constexpr Label kHandshake{"Sotto v1 PQXDH X25519 HKDF-SHA-256 ML-KEM-768"};
inline constexpr Personal kPrekeyBundleHash{"sotto1 bundle"};
inline constexpr Personal kKemPrekeyHash{"sotto1 kemprekey"};
inline constexpr Personal kKemCiphertextHash{"sotto1 kemct"};
inline constexpr Personal kSessionId{"sotto1 session"};
inline constexpr Personal kFirstMessageSeal{"sotto1 seal"};

// Ratchet and sessions (crypto/ratchet, crypto/session)
inline constexpr Label kRootStep{"Sotto v1 ratchet root step"};
inline constexpr Personal kChainStep{"sotto1 chain"};
inline constexpr Personal kMessageKey{"sotto1 message"};
inline constexpr Personal kTagKey{"sotto1 tagkey"};
inline constexpr Personal kReceiveTag{"sotto1 rtag"};
inline constexpr Personal kResetSecret{"sotto1 reset"};
inline constexpr Personal kResetSecretId{"sotto1 resetid"};

// Attachments (crypto/attachment)
inline constexpr Personal kAttachmentChunkKey{"sotto1 attkey"};
inline constexpr Personal kAttachmentDigestStart{"sotto1 attstart"};
inline constexpr Personal kAttachmentDigestStep{"sotto1 attstep"};

// Backup file (crypto/backup)
inline constexpr Label kBackupHead{"Sotto v1 backup head"};
inline constexpr Personal kBackupKey{"sotto1 backup"};
inline constexpr Personal kBackupHeadHash{"sotto1 bkphead"};

// Safety number (crypto/safety)
inline constexpr Label kSafetyNumber{"Sotto v1 safety number"};

// Relay channel (crypto/channel)
inline constexpr Personal kRelayFingerprint{"sotto1 relay"};
inline constexpr Personal kChannelHellos{"sotto1 chhellos"};
inline constexpr Personal kChannelAccess{"sotto1 chaccess"};
inline constexpr Personal kChannelRekey{"sotto1 chrekey"};
inline constexpr Personal kEapiIdentifier{"sotto1 eapi id"};
inline constexpr Label kChannelHelloSignature{"Sotto v1 channel hellos"};
inline constexpr Label kChannelServerHello{"Sotto v1 channel server hello key"};
inline constexpr Label kChannelClientAccess{"Sotto v1 channel client access key"};
inline constexpr Label kChannelServerAccess{"Sotto v1 channel server access key"};
inline constexpr Label kChannelConfirmation{"Sotto v1 channel confirmation"};
inline constexpr Label kChannelFromClient{"Sotto v1 channel from client"};
inline constexpr Label kChannelFromServer{"Sotto v1 channel from server"};
inline constexpr Label kChannelNextEapi{"Sotto v1 channel next eapi"};
inline constexpr Label kChannelExporter{"Sotto v1 channel exporter"};
inline constexpr Label kChannelLogin{"Sotto v1 channel login"};

// Requests to a relay (net/wire)
inline constexpr Personal kEnvelopeId{"sotto1 envelope"};
inline constexpr Personal kOwnerTokenHash{"sotto1 deltoken"};

// What several devices share (app/core/vault)
inline constexpr Personal kSecondText{"sotto1 twotexts"};
inline constexpr Personal kNoteLine{"sotto1 noteline"};
inline constexpr Personal kAlarm{"sotto1 alarm"};
inline constexpr Label kRecordMove{"Sotto v1 recovery record move"};

// Own devices (app/core/devices)
inline constexpr Label kDeviceReach{"Sotto v1 device reach"};
inline constexpr Label kDeviceListKey{"Sotto v1 device list key"};

} // namespace labels

} // namespace sotto::crypto
