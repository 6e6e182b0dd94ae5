#include "crypto/handshake/handshake.h"

#include "crypto/primitives/hkdf.h"

namespace sotto::crypto {

namespace {

constexpr std::uint8_t kTranscriptVersion = 1;

/// The responder's half of a transcript, from its own state or from its verified bundle.
struct ResponderKeys
{
    DeviceAddress address;
    const DevicePublicKeys& keys;
    PrekeyId prekeyId;
    const X25519PublicKey& signedPrekey;
    const MlKem768PublicKey& kemPrekey;
    const X25519PublicKey* oneTime;
};

/// PROTOCOL.md section 6.4, "Transcript".
SessionId hashTranscript(const HandshakeHeader& header, const DevicePublicKeys& initiatorKeys,
                         const ResponderKeys& responder)
{
    Writer out(600);
    out.u8(kTranscriptVersion).u8(kKemVersionMlKem768);
    out.bytes(header.initiator.account).bytes(header.initiator.device);
    initiatorKeys.write(out);
    out.bytes(header.logHead);
    out.bytes(responder.address.account).bytes(responder.address.device);
    responder.keys.write(out);
    out.u32(responder.prekeyId).bytes(responder.signedPrekey);
    out.bytes(hash(labels::kKemPrekeyHash, responder.kemPrekey));
    out.flag(responder.oneTime != nullptr).u32(header.oneTimeId.value_or(0));
    out.bytes(responder.oneTime != nullptr ? *responder.oneTime : X25519PublicKey());
    out.bytes(header.ephemeral);
    out.bytes(hash(labels::kKemCiphertextHash, header.kemCiphertext));
    out.flag(header.resetSecretId.has_value());
    out.bytes(header.resetSecretId.value_or(ResetSecretId()));
    return SessionId(hash(labels::kSessionId, out.view()).view());
}

struct Agreements
{
    DhOutput dh1;
    DhOutput dh2;
    DhOutput dh3;
    std::optional<DhOutput> dh4;
};

SessionKeys deriveKeys(const SessionId& sessionId, const Agreements& dh,
                       const MlKem768SharedSecret& kem, const ResetSecret* resetSecret)
{
    std::array<std::uint8_t, 32> curvePrefix{};
    curvePrefix.fill(0xFF);
    constexpr std::array<std::uint8_t, 32> kNoReset{};
    const PseudorandomKey prk =
        hkdfExtract(resetSecret != nullptr ? ByteView(resetSecret->view()) : ByteView(kNoReset),
                    {curvePrefix, dh.dh1.view(), dh.dh2.view(), dh.dh3.view(),
                     dh.dh4 ? ByteView(dh.dh4->view()) : ByteView(), kem.view()});
    Secret<struct SessionKeysTag, 96> out;
    hkdfExpand(prk, labels::kHandshake, sessionId, out.mutableView());
    return {sessionId, Ratchet::RootSecret(out.view().subspan<0, 32>()),
            Ratchet::HeaderSecret(out.view().subspan<32, 32>()),
            Ratchet::HeaderSecret(out.view().subspan<64, 32>())};
}

/// agree() with this file's error.
Result<DhOutput, HandshakeError> agreed(const X25519SecretKey& secret, const X25519PublicKey& key)
{
    auto out = agree(secret, key);
    if (!out) {
        return Unexpected(HandshakeError::UnusableKey);
    }
    return std::move(*out);
}

struct FoundPrekeys
{
    const SignedPrekey* signedPrekey;
    const X25519KeyPair* oneTime;
};

Result<FoundPrekeys, HandshakeError> findPrekeys(const HandshakeHeader& header,
                                                 const OwnDevice& own, const PrekeyStore& prekeys,
                                                 const PeerDevice& initiator)
{
    // The caller looked the initiator up by what the header says; anything else is its error, and
    // binding the header's own word would then authenticate the wrong device.
    if (header.initiator != initiator.address || header.initiator == own.address) {
        return Unexpected(HandshakeError::OwnDevice);
    }
    FoundPrekeys out{prekeys.findSigned(header.prekeyId), nullptr};
    if (out.signedPrekey == nullptr) {
        return Unexpected(HandshakeError::UnknownPrekey);
    }
    if (header.oneTimeId) {
        out.oneTime = prekeys.findOneTime(*header.oneTimeId);
    }
    return out;
}

} // namespace

Result<InitiatedHandshake, HandshakeError>
initiateHandshake(const OwnDevice& own, const Hash& logHead, const VerifiedBundle& responder,
                  std::optional<PrekeyId> oneTimeId, const ResetSecret* resetSecret, Random& random)
{
    const PrekeyBundle& bundle = responder.bundle();
    if (bundle.address == own.address) {
        return Unexpected(HandshakeError::OwnDevice);
    }
    const OneTimePrekey* oneTime = oneTimeId ? bundle.findOneTime(*oneTimeId) : nullptr;
    if (oneTimeId && oneTime == nullptr) {
        return Unexpected(HandshakeError::UnknownOneTimePrekey);
    }
    const auto theirIdentity = dhPublicKeyOf(bundle.keys.identity);
    if (!theirIdentity) {
        return Unexpected(HandshakeError::UnusableKey);
    }
    const X25519KeyPair ephemeral = generateX25519(random);
    const auto kem = encapsulate(bundle.kemPrekey, random);
    if (!kem) {
        return Unexpected(HandshakeError::UnusableKey);
    }
    SOTTO_TRY(dh1, agreed(own.keys.identity().dhSecretKey(), bundle.signedPrekey));
    SOTTO_TRY(dh2, agreed(ephemeral.secretKey, *theirIdentity));
    SOTTO_TRY(dh3, agreed(ephemeral.secretKey, bundle.signedPrekey));
    Agreements dh{std::move(dh1), std::move(dh2), std::move(dh3), std::nullopt};
    if (oneTime != nullptr) {
        SOTTO_TRY(dh4, agreed(ephemeral.secretKey, oneTime->key));
        dh.dh4 = std::move(dh4);
    }

    HandshakeHeader header;
    header.initiator = own.address;
    header.logHead = logHead;
    header.prekeyId = bundle.prekeyId;
    header.oneTimeId = oneTimeId;
    header.ephemeral = ephemeral.publicKey;
    header.kemCiphertext = kem->ciphertext;
    if (resetSecret != nullptr) {
        header.resetSecretId = resetSecretId(*resetSecret);
    }
    const SessionId sessionId =
        hashTranscript(header, own.keys.publicKeys(),
                       {bundle.address, bundle.keys, bundle.prekeyId, bundle.signedPrekey,
                        bundle.kemPrekey, oneTime != nullptr ? &oneTime->key : nullptr});
    return InitiatedHandshake{deriveKeys(sessionId, dh, kem->sharedSecret, resetSecret), header,
                              bundle.signedPrekey};
}

Result<SessionId, HandshakeError> sessionIdOf(const HandshakeHeader& header, const OwnDevice& own,
                                              const PrekeyStore& prekeys,
                                              const PeerDevice& initiator)
{
    SOTTO_TRY(found, findPrekeys(header, own, prekeys, initiator));
    if (header.oneTimeId && found.oneTime == nullptr) {
        return Unexpected(HandshakeError::UnknownOneTimePrekey);
    }
    return hashTranscript(header, initiator.keys,
                          {own.address, own.keys.publicKeys(), header.prekeyId,
                           found.signedPrekey->dh.publicKey, found.signedPrekey->kem.publicKey(),
                           found.oneTime != nullptr ? &found.oneTime->publicKey : nullptr});
}

Result<AnsweredHandshake, HandshakeError>
answerHandshake(const HandshakeHeader& header, const OwnDevice& own, const PrekeyStore& prekeys,
                const PeerDevice& initiator, const ResetSecret* resetSecret)
{
    SOTTO_TRY(sessionId, sessionIdOf(header, own, prekeys, initiator));
    SOTTO_TRY(found, findPrekeys(header, own, prekeys, initiator));
    if (found.signedPrekey->answered.contains(sessionId)) {
        return Unexpected(HandshakeError::AlreadyAnswered);
    }
    if (!found.signedPrekey->answered.hasRoomFor(initiator.address, header.oneTimeId.has_value())) {
        return Unexpected(HandshakeError::TooManyFirstMessages);
    }
    if (header.resetSecretId.has_value() != (resetSecret != nullptr) ||
        (resetSecret != nullptr && resetSecretId(*resetSecret) != *header.resetSecretId)) {
        return Unexpected(HandshakeError::UnknownResetSecret);
    }
    const auto theirIdentity = dhPublicKeyOf(initiator.keys.identity);
    if (!theirIdentity) {
        return Unexpected(HandshakeError::UnusableKey);
    }
    const X25519KeyPair& signedPrekey = found.signedPrekey->dh;
    SOTTO_TRY(dh1, agreed(signedPrekey.secretKey, *theirIdentity));
    SOTTO_TRY(dh2, agreed(own.keys.identity().dhSecretKey(), header.ephemeral));
    SOTTO_TRY(dh3, agreed(signedPrekey.secretKey, header.ephemeral));
    Agreements dh{std::move(dh1), std::move(dh2), std::move(dh3), std::nullopt};
    if (found.oneTime != nullptr) {
        SOTTO_TRY(dh4, agreed(found.oneTime->secretKey, header.ephemeral));
        dh.dh4 = std::move(dh4);
    }
    const MlKem768SharedSecret kem = found.signedPrekey->kem.decapsulate(header.kemCiphertext);
    return AnsweredHandshake{deriveKeys(sessionId, dh, kem, resetSecret),
                             {signedPrekey.secretKey.duplicate(), signedPrekey.publicKey}};
}

} // namespace sotto::crypto
