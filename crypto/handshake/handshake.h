#pragma once

#include "crypto/handshake/prekey_store.h"
#include "crypto/ratchet/ratchet.h"
#include "crypto/ratchet/reset_secret.h"

namespace sotto::crypto {

/// Which KEM a handshake uses. There is one; the number is bound into every handshake so that a
/// second one can be added and nobody can be talked down to the first.
inline constexpr std::uint8_t kKemVersionMlKem768 = 1;

/// What the initiator tells the responder. Travels sealed (first_message.h), again with every
/// message until the first reply.
struct HandshakeHeader
{
    DeviceAddress initiator;
    Hash logHead; ///< newest entry of the initiator's device log that it knows
    PrekeyId prekeyId = 0;
    std::optional<PrekeyId> oneTimeId;
    X25519PublicKey ephemeral;
    MlKem768Ciphertext kemCiphertext;
    std::optional<ResetSecretId> resetSecretId;

    bool operator==(const HandshakeHeader&) const = default;
};

enum class HandshakeError : std::uint8_t
{
    OwnDevice,            ///< a handshake with oneself: a reflected message
    UnknownPrekey,        ///< the signed prekey is gone: the message is older than it, or replayed
    UnknownOneTimePrekey, ///< the one-time prekey was used, or never existed
    UnknownResetSecret,   ///< names a reset secret that was not handed in, or the other way round
    UnusableKey,          ///< a public key of low order or in a second encoding
    AlreadyAnswered,      ///< a replay
    TooManyFirstMessages, ///< of this device, or of all under this signed prekey
};

/// What both sides take from the handshake: a session's keys. PQXDH's SK is 96 bytes here.
struct SessionKeys
{
    SessionId sessionId;
    Ratchet::RootSecret root;
    Ratchet::HeaderSecret initiatorHeader;     ///< HKA
    Ratchet::HeaderSecret responderNextHeader; ///< NHKB

    [[nodiscard]] AssociatedData associatedData() const { return AssociatedData(sessionId.view()); }
};

struct InitiatedHandshake
{
    SessionKeys keys;
    HandshakeHeader header;
    X25519PublicKey theirRatchetKey; ///< the responder's signed prekey
};

struct AnsweredHandshake
{
    SessionKeys keys;
    X25519KeyPair ourRatchetKey; ///< the signed prekey that was used
};

/// PQXDH (Signal, revision 3, section 3.3) with the responder's verified bundle. @p oneTimeId is
/// what the relay gave out, if it did; @p resetSecret is needed beside a confirmed session.
/// @p logHead is the newest entry of our own device log.
[[nodiscard]] Result<InitiatedHandshake, HandshakeError>
initiateHandshake(const OwnDevice& own, const Hash& logHead, const VerifiedBundle& responder,
                  std::optional<PrekeyId> oneTimeId, const ResetSecret* resetSecret,
                  Random& random);

/// The session that a header belongs to, computed without any of its secrets: enough to see that
/// it repeats one that is there already.
[[nodiscard]] Result<SessionId, HandshakeError> sessionIdOf(const HandshakeHeader& header,
                                                            const OwnDevice& own,
                                                            const PrekeyStore& prekeys,
                                                            const PeerDevice& initiator);

/// PQXDH section 3.4. Changes nothing: when the first message has opened, call
/// PrekeyStore::recordAnswered in the transaction that stores it.
[[nodiscard]] Result<AnsweredHandshake, HandshakeError>
answerHandshake(const HandshakeHeader& header, const OwnDevice& own, const PrekeyStore& prekeys,
                const PeerDevice& initiator, const ResetSecret* resetSecret);

} // namespace sotto::crypto
