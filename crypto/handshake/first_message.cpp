#include "crypto/handshake/first_message.h"

#include "crypto/primitives/aead.h"
#include "crypto/primitives/hash.h"
#include "crypto/ratchet/envelope.h"

#include <algorithm>
#include <cassert>

namespace sotto::crypto {

namespace {

constexpr std::uint8_t kHeaderVersion = 1;
constexpr std::size_t kKemOffset = 3;
constexpr std::size_t kSealedOffset = kKemOffset + XWingCiphertext::kSize;
constexpr std::size_t kHeaderBytes = kFirstMessagePrefixBytes - kSealedOffset - kAeadTagBytes;
static_assert(kHeaderBytes == 1933);

using SealKey = Secret<struct FirstMessageSealTag, kAeadKeyBytes>;

SealKey sealKey(const XWingSharedSecret& shared)
{
    return deriveBlake2b<SealKey>(labels::kFirstMessageSeal, shared.view());
}

/// Everything of the envelope but what is sealed: the seal belongs to this message only.
Bytes sealContext(ByteView prefix, ByteView message)
{
    Bytes out;
    out.reserve(prefix.size() + message.size());
    append(out, prefix);
    append(out, message);
    return out;
}

SecretBytes writeHeader(const HandshakeHeader& header, ByteView attachedLog, std::size_t logBlocks)
{
    SecretWriter out(kHeaderBytes + logBlocks * kAttachedLogBlock);
    out.u8(kHeaderVersion).u8(kKemVersionMlKem768);
    out.bytes(header.initiator.account).bytes(header.initiator.device).bytes(header.logHead);
    out.u32(header.prekeyId);
    out.flag(header.oneTimeId.has_value()).u32(header.oneTimeId.value_or(0));
    out.bytes(header.ephemeral).bytes(header.kemCiphertext);
    out.flag(header.resetSecretId.has_value());
    out.bytes(header.resetSecretId.value_or(ResetSecretId()));
    out.bytes32(attachedLog);
    SecretBytes bytes = std::move(out).take();
    bytes.resize(kHeaderBytes + logBlocks * kAttachedLogBlock);
    return bytes;
}

Result<FirstMessage, ParseError> readHeader(ByteView plain, std::size_t logBlocks)
{
    Reader in(plain);
    FirstMessage out;
    in.version(kHeaderVersion);
    in.version(kKemVersionMlKem768);
    HandshakeHeader& header = out.header;
    header.initiator.account = in.fixed<AccountId>();
    header.initiator.device = in.fixed<DeviceId>();
    header.logHead = in.fixed<Hash>();
    header.prekeyId = in.u32();
    const bool hasOneTime = in.flag();
    const PrekeyId oneTime = in.u32();
    header.ephemeral = in.fixed<X25519PublicKey>();
    header.kemCiphertext = in.fixed<MlKem768Ciphertext>();
    const bool hasReset = in.flag();
    const auto reset = in.fixed<ResetSecretId>();
    const ByteView log = in.bytes32(logBlocks * kAttachedLogBlock);
    const ByteView filler = in.rest();
    if ((!hasOneTime && oneTime != 0) || (!hasReset && !reset.isZero()) ||
        (log.size() + kAttachedLogBlock - 1) / kAttachedLogBlock != logBlocks ||
        std::any_of(filler.begin(), filler.end(), [](std::uint8_t b) { return b != 0; })) {
        in.fail(ParseError::Kind::NonCanonical);
    }
    SOTTO_CHECK(in.finish());
    if (hasOneTime) {
        header.oneTimeId = oneTime;
    }
    if (hasReset) {
        header.resetSecretId = reset;
    }
    out.attachedLog = SecretBytes(log);
    return out;
}

} // namespace

std::optional<Bytes> sealFirstMessage(const HandshakeHeader& header, ByteView attachedLog,
                                      const XWingPublicKey& receiver, ByteView message,
                                      Random& random)
{
    const auto kem = encapsulate(receiver, random);
    return kem ? std::optional(sealFirstMessage(header, attachedLog, *kem, message)) : std::nullopt;
}

Bytes sealFirstMessage(const HandshakeHeader& header, ByteView attachedLog,
                       const XWingEncapsulation& kem, ByteView message)
{
    assert(attachedLog.size() <= kMaxAttachedLogBytes);
    const std::size_t logBlocks = (attachedLog.size() + kAttachedLogBlock - 1) / kAttachedLogBlock;
    Writer out(kFirstMessagePrefixBytes + logBlocks * kAttachedLogBlock + message.size());
    out.u8(kFirstMessage).u16(static_cast<std::uint16_t>(logBlocks)).bytes(kem.ciphertext);
    const SecretBytes plain = writeHeader(header, attachedLog, logBlocks);
    out.bytes(aeadSeal(sealKey(kem.sharedSecret).view(), kZeroNonce,
                       sealContext(out.view(), message), plain.view()));
    out.bytes(message);
    return std::move(out).take();
}

Result<FirstMessage, FirstMessageError> openFirstMessage(ByteView envelope,
                                                         const XWingSecretKey& sealingKey)
{
    Reader in(envelope);
    in.version(kFirstMessage);
    const std::size_t logBlocks = in.count16(kMaxAttachedLogBytes / kAttachedLogBlock);
    const auto kemCiphertext = in.fixed<XWingCiphertext>();
    const ByteView sealed = in.bytes(kHeaderBytes + logBlocks * kAttachedLogBlock + kAeadTagBytes);
    const ByteView message = in.rest();
    // Before anything is computed: nobody seals a message of another size.
    if (!in.finish() || std::find(kEnvelopeSizes.begin(), kEnvelopeSizes.end(), message.size()) ==
                            kEnvelopeSizes.end()) {
        return Unexpected(FirstMessageError::NotForUs);
    }
    const auto shared = decapsulate(sealingKey, kemCiphertext);
    if (!shared) {
        return Unexpected(FirstMessageError::NotForUs);
    }
    const auto plain = aeadOpen(sealKey(*shared).view(), kZeroNonce,
                                sealContext(envelope.first(kSealedOffset), message), sealed);
    if (!plain) {
        return Unexpected(FirstMessageError::NotForUs);
    }
    auto out = readHeader(plain->view(), logBlocks);
    if (!out) {
        return Unexpected(FirstMessageError::Malformed);
    }
    out->message = message;
    return std::move(*out);
}

} // namespace sotto::crypto
