#pragma once

#include "crypto/base/reader.h"
#include "crypto/base/writer.h"
#include "crypto/device/identity_key.h"
#include "crypto/primitives/hash.h"
#include "crypto/primitives/xwing.h"

namespace sotto::crypto {

/// Hash of the first entry of an account's device log.
using AccountId = FixedBytes<struct AccountIdTag, 32>;
/// Hash of the public keys with which a device entered its log; a refresh does not change it.
using DeviceId = FixedBytes<struct DeviceIdTag, 32>;

/// What a log says of a device. Larger keys stand there by their hash; the prekey bundle carries
/// them.
///
///     struct {                        // 96 bytes
///         u8 signing[32];             // Ed25519
///         u8 identity[32];            // Edwards form of the X25519 identity key
///         u8 sealing_hash[32];        // BLAKE2b-256("sotto1 sealkey", X-Wing public key)
///     } DevicePublicKeys;             // PROTOCOL.md, "Device keys"
struct DevicePublicKeys
{
    static constexpr std::size_t kSize = 96;

    SigningPublicKey signing;
    IdentityPublicKey identity;
    Hash sealingHash;

    void write(Writer& out) const;
    /// Reads the layout. Whether the keys are points is asked where they are used.
    [[nodiscard]] static DevicePublicKeys read(Reader& in);
    [[nodiscard]] DeviceId deviceId() const;
    bool operator==(const DevicePublicKeys&) const = default;
};

[[nodiscard]] Hash hashSealingKey(const XWingPublicKey& key);

/// The secret keys of one device, made on it and never leaving it.
class DeviceKeys
{
public:
    DeviceKeys(const SigningSeed& signing, const IdentitySeed& identity,
               const XWingSecretKey& sealing);
    [[nodiscard]] static DeviceKeys generate(Random& random);

    [[nodiscard]] const SigningKey& signing() const { return m_signing; }
    [[nodiscard]] const IdentityKeyPair& identity() const { return m_identity; }
    [[nodiscard]] const XWingKeyPair& sealing() const { return m_sealing; }
    [[nodiscard]] const DevicePublicKeys& publicKeys() const { return m_publicKeys; }

    /// 96 bytes: signing seed, identity seed, sealing seed.
    [[nodiscard]] SecretBytes serialize() const;
    [[nodiscard]] static Result<DeviceKeys, ParseError> parse(ByteView stored);

private:
    SigningKey m_signing;
    IdentityKeyPair m_identity;
    XWingKeyPair m_sealing;
    DevicePublicKeys m_publicKeys;
};

} // namespace sotto::crypto
