#include "crypto/phrase/master_key.h"

#include "crypto/base/labels.h"
#include "crypto/base/writer.h"
#include "crypto/primitives/hkdf.h"

namespace sotto::crypto {

namespace {

// 3 passes over 256 MiB. RFC 9106's heavier profile is for passwords; a phrase has at least 128
// random bits, so this only buys time for a phrase of which a part was seen.
constexpr std::array<MasterKeyVersion, 1> kVersions{{
    {1, {3, std::size_t{256} * 1024 * 1024}, labels::kMasterKeySaltV1},
}};

SigningKey signingKeyOf(const PseudorandomKey& key, const Label& label)
{
    return SigningKey(hkdfExpand<SigningSeed>(key, label));
}

} // namespace

std::span<const MasterKeyVersion> masterKeyVersions()
{
    return kVersions;
}

Result<MasterKey, MasterKeyError> deriveMasterKey(const RecoveryPhrase& phrase, ByteView passphrase,
                                                  const MasterKeyVersion& version,
                                                  const UnicodeNormalizer& normalizer)
{
    if (passphrase.size() > kMaxPassphraseBytes) {
        return Unexpected(MasterKeyError::PassphraseTooLong);
    }
    const SecretBytes normal = normalizer.nfkd(passphrase);
    if (normal.size() > kMaxPassphraseBytes) {
        return Unexpected(MasterKeyError::PassphraseTooLong);
    }
    SecretWriter password(1 + 2 + phrase.entropy().size() + 2 + normal.size());
    password.u8(version.version).bytes16(phrase.entropy()).bytes16(normal.view());
    MasterKey out;
    if (!argon2id(password.view(), version.salt.bytes, version.cost, out.mutableView())) {
        return Unexpected(MasterKeyError::OutOfMemory);
    }
    return out;
}

RecoveryKeys deriveRecoveryKeys(const MasterKey& masterKey)
{
    // Argon2id's output is uniform, so HKDF's extraction is left out (RFC 5869 section 3.3).
    const PseudorandomKey key(masterKey.view());
    auto wrapping = hkdfExpand<XWingSecretKey>(key, labels::kRecoveryWrappingKey);
    const XWingPublicKey wrappingPublic = xwingPublicKey(wrapping);
    return {hkdfExpand<ObjectId>(key, labels::kRecoveryLocator),
            signingKeyOf(key, labels::kRecoveryFetchKey),
            signingKeyOf(key, labels::kRecoverySigningKey),
            signingKeyOf(key, labels::kCardRootKey),
            signingKeyOf(key, labels::kRecordRootKey),
            signingKeyOf(key, labels::kVaultRootKey),
            {std::move(wrapping), wrappingPublic}};
}

} // namespace sotto::crypto
