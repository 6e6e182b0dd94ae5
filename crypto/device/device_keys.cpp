#include "crypto/device/device_keys.h"

namespace sotto::crypto {

void DevicePublicKeys::write(Writer& out) const
{
    out.bytes(signing).bytes(identity).bytes(sealingHash);
}

DevicePublicKeys DevicePublicKeys::read(Reader& in)
{
    DevicePublicKeys out;
    out.signing = in.fixed<SigningPublicKey>();
    out.identity = in.fixed<IdentityPublicKey>();
    out.sealingHash = in.fixed<Hash>();
    return out;
}

DeviceId DevicePublicKeys::deviceId() const
{
    Writer out(kSize);
    write(out);
    return DeviceId(hash(labels::kDeviceId, out.view()).view());
}

Hash hashSealingKey(const XWingPublicKey& key)
{
    return hash(labels::kSealingKeyHash, key);
}

DeviceKeys::DeviceKeys(const SigningSeed& signing, const IdentitySeed& identity,
                       const XWingSecretKey& sealing)
    : m_signing(signing)
    , m_identity(identity)
    , m_sealing{sealing.duplicate(), xwingPublicKey(sealing)}
    , m_publicKeys{m_signing.publicKey(), m_identity.publicKey(),
                   hashSealingKey(m_sealing.publicKey)}
{}

DeviceKeys DeviceKeys::generate(Random& random)
{
    const auto signing = random.make<SigningSeed>();
    const auto identity = random.make<IdentitySeed>();
    const auto sealing = random.make<XWingSecretKey>();
    return {signing, identity, sealing};
}

SecretBytes DeviceKeys::serialize() const
{
    SecretWriter out(96);
    out.bytes(m_signing.seed().view());
    out.bytes(m_identity.seed().view());
    out.bytes(m_sealing.secretKey.view());
    return std::move(out).take();
}

Result<DeviceKeys, ParseError> DeviceKeys::parse(ByteView stored)
{
    Reader in(stored);
    const auto signing = in.secret<SigningSeed>();
    const auto identity = in.secret<IdentitySeed>();
    const auto sealing = in.secret<XWingSecretKey>();
    SOTTO_CHECK(in.finish());
    return DeviceKeys(signing, identity, sealing);
}

} // namespace sotto::crypto
