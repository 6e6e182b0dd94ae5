#include "crypto/vault/recovery_record.h"

#include "crypto/primitives/aead.h"
#include "crypto/primitives/hkdf.h"
#include "crypto/vault/body_padding.h"

namespace sotto::crypto {

namespace {

constexpr std::uint8_t kVersion = 1;

using WrapKey = Secret<struct RecoveryWrapKeyTag, 32>;

/// version || object id || epoch || commitment || KEM ciphertext. The ciphertext is bound as well,
/// so that nothing rests on what the KEM binds.
Bytes associatedData(const RecoveryContext& context, const XWingCiphertext& ciphertext)
{
    Writer out(69 + XWingCiphertext::kSize);
    out.u8(kVersion).bytes(context.objectId).u32(context.epoch).bytes(context.commitment);
    out.bytes(ciphertext);
    return std::move(out).take();
}

WrapKey wrapKey(const XWingSharedSecret& sharedSecret)
{
    return hkdfExpand<WrapKey>(hkdfExtract({}, {sharedSecret.view()}), labels::kRecoveryRecord);
}

SecretBytes serialize(const RecoveryPayload& payload)
{
    SecretWriter out(167 + payload.extension.size());
    out.u8(kVersion).bytes(payload.account).u32(payload.sharedKey.epoch());
    out.bytes(payload.sharedKey.secret()).bytes(payload.logHead).bytes(payload.vault);
    out.bytes(payload.card).bytes16(payload.extension.view());
    return std::move(out).take();
}

Result<RecoveryPayload, ParseError> parsePayload(ByteView bytes)
{
    Reader in(bytes);
    in.version(kVersion);
    const auto account = in.fixed<AccountId>();
    const Epoch epoch = in.u32();
    if (!isEpoch(epoch)) {
        in.fail(ParseError::Kind::OutOfRange);
    }
    const auto key = in.secret<SharedKeyBytes>();
    const auto logHead = in.fixed<Hash>();
    const auto vault = in.fixed<ObjectId>();
    const auto card = in.fixed<ObjectId>();
    const ByteView extension = in.bytes16(kRecoveryExtensionBytesMax);
    SOTTO_CHECK(in.finish());
    return RecoveryPayload{account, SharedKey(epoch, key), logHead, vault,
                           card,    SecretBytes(extension)};
}

Result<Bytes, RecoveryRecordError> seal(const XWingPublicKey& wrappingKey,
                                        const RecoveryContext& context, ByteView payload,
                                        Random& random)
{
    const auto kem = encapsulate(wrappingKey, random);
    if (!kem) {
        return Unexpected(RecoveryRecordError::BadWrappingKey);
    }
    const auto padded = padBody(payload, kRecoveryBodySizes);
    Writer out(kRecoveryRecordBytes);
    out.u8(kVersion).bytes(kem->ciphertext);
    // The key comes from a fresh encapsulation, so the nonce may be fixed.
    out.bytes(aeadSeal(wrapKey(kem->sharedSecret).view(), kZeroNonce,
                       associatedData(context, kem->ciphertext), padded->view()));
    return std::move(out).take();
}

Bytes certificateStatement(const AccountId& account, const XWingPublicKey& wrappingKey)
{
    Writer out(32 + XWingPublicKey::kSize);
    out.bytes(account).bytes(wrappingKey);
    return std::move(out).take();
}

} // namespace

Result<Bytes, RecoveryRecordError> sealRecoveryRecord(const XWingPublicKey& wrappingKey,
                                                      const ObjectId& objectId,
                                                      const RecoveryPayload& payload,
                                                      Random& random)
{
    if (payload.extension.size() > kRecoveryExtensionBytesMax) {
        return Unexpected(RecoveryRecordError::TooLong);
    }
    RecoveryContext context;
    context.objectId = objectId;
    context.epoch = payload.sharedKey.epoch();
    context.commitment = payload.sharedKey.commitment(objectId);
    return seal(wrappingKey, context, serialize(payload).view(), random);
}

Result<Bytes, RecoveryRecordError> sealReplacedRecord(const XWingPublicKey& wrappingKey,
                                                      const RecoveryContext& context,
                                                      Random& random)
{
    return seal(wrappingKey, context, {}, random);
}

Result<RecoveryPayload, RecoveryRecordError> openRecoveryRecord(const XWingSecretKey& wrappingKey,
                                                                const RecoveryContext& context,
                                                                ByteView record)
{
    Reader in(record);
    in.version(kVersion);
    const auto ciphertext = in.fixed<XWingCiphertext>();
    const ByteView sealed = in.rest();
    if (in.failed() || record.size() != kRecoveryRecordBytes) {
        return Unexpected(RecoveryRecordError::Malformed);
    }
    const auto sharedSecret = decapsulate(wrappingKey, ciphertext);
    if (!sharedSecret) {
        return Unexpected(RecoveryRecordError::DoesNotOpen);
    }
    const auto padded = aeadOpen(wrapKey(*sharedSecret).view(), kZeroNonce,
                                 associatedData(context, ciphertext), sealed);
    if (!padded) {
        return Unexpected(RecoveryRecordError::DoesNotOpen);
    }
    const auto body = unpadBody(padded->view(), kRecoveryBodySizes);
    if (!body) {
        return Unexpected(RecoveryRecordError::Malformed);
    }
    if (body->empty()) {
        return Unexpected(RecoveryRecordError::Replaced);
    }
    auto payload = parsePayload(*body);
    if (!payload) {
        return Unexpected(RecoveryRecordError::Malformed);
    }
    if (payload->sharedKey.epoch() != context.epoch ||
        payload->sharedKey.commitment(context.objectId) != context.commitment) {
        return Unexpected(RecoveryRecordError::WrongSharedKey);
    }
    return std::move(payload).value();
}

WrappingKeyCertificate WrappingKeyCertificate::make(const SigningKey& recoveryKey,
                                                    const AccountId& account,
                                                    const XWingPublicKey& wrappingKey)
{
    return {wrappingKey, recoveryKey.sign(labels::kWrappingKeyCertificate,
                                          certificateStatement(account, wrappingKey))};
}

bool WrappingKeyCertificate::verify(const SigningPublicKey& recoveryKey,
                                    const AccountId& account) const
{
    return crypto::verify(recoveryKey, labels::kWrappingKeyCertificate,
                          certificateStatement(account, wrappingKey), signature);
}

Bytes WrappingKeyCertificate::serialize() const
{
    Writer out(1281);
    out.u8(kVersion).bytes(wrappingKey).bytes(signature);
    return std::move(out).take();
}

Result<WrappingKeyCertificate, ParseError> WrappingKeyCertificate::parse(ByteView bytes)
{
    Reader in(bytes);
    WrappingKeyCertificate out;
    in.version(kVersion);
    out.wrappingKey = in.fixed<XWingPublicKey>();
    out.signature = in.fixed<Signature>();
    SOTTO_CHECK(in.finish());
    return out;
}

} // namespace sotto::crypto
