#include "crypto/channel/channel_keys.h"

namespace sotto::crypto {

namespace {

Bytes signedHellos(const SigningPublicKey& relay, const Hash& hellos)
{
    Writer out(Hash::kSize + SigningPublicKey::kSize);
    out.bytes(hellos).bytes(relay);
    return std::move(out).take();
}

} // namespace

RelayFingerprint fingerprintOf(const SigningPublicKey& relayKey)
{
    return RelayFingerprint(hash(labels::kRelayFingerprint, relayKey).bytes);
}

ChannelK1::ChannelK1(ByteView clientHello, ByteView serverHelloHead,
                     const XWingSharedSecret& shared)
    : hellos(Hasher(labels::kChannelHellos).update(clientHello).update(serverHelloHead).finish())
    , k1(hkdfExtract(hellos, {shared.view()}))
    , serverHello(hkdfExpand<ChannelKey>(k1, labels::kChannelServerHello))
    , clientAccess(hkdfExpand<ChannelKey>(k1, labels::kChannelClientAccess))
    , serverAccess(hkdfExpand<ChannelKey>(k1, labels::kChannelServerAccess))
{}

ChannelK3::ChannelK3(const ChannelK1& k1, ByteView serverHello, ByteView clientAccess,
                     ChannelAccess access, std::span<const std::uint8_t, 32> apiKey)
{
    const std::array<std::uint8_t, 1> accessByte{static_cast<std::uint8_t>(access)};
    const Hash transcript = Hasher(labels::kChannelAccess)
                                .update(k1.hellos)
                                .update(serverHello)
                                .update(clientAccess)
                                .update(accessByte)
                                .finish();
    const PseudorandomKey k2 = hkdfExtract(k1.k1.view(), {apiKey});
    const PseudorandomKey k3 = hkdfExtract(k2.view(), {k1.k1.view(), transcript});
    confirmation = hkdfExpand<ChannelConfirmation>(k3, labels::kChannelConfirmation);
    fromClient = hkdfExpand<ChannelKey>(k3, labels::kChannelFromClient);
    fromServer = hkdfExpand<ChannelKey>(k3, labels::kChannelFromServer);
    nextEapi = hkdfExpand<Eapi>(k3, labels::kChannelNextEapi);
    binding = hkdfExpand<ChannelBinding>(k3, labels::kChannelExporter);
}

Signature signHellos(const SigningKey& relay, const Hash& hellos)
{
    return relay.sign(labels::kChannelHelloSignature, signedHellos(relay.publicKey(), hellos));
}

bool verifyHellos(const SigningPublicKey& relay, const Hash& hellos, const Signature& signature)
{
    return verify(relay, labels::kChannelHelloSignature, signedHellos(relay, hellos), signature);
}

ChannelKey rekeyed(const ChannelKey& key)
{
    return deriveBlake2b<ChannelKey>(labels::kChannelRekey, key.view());
}

} // namespace sotto::crypto
