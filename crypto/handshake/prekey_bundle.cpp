#include "crypto/handshake/prekey_bundle.h"

#include <algorithm>
#include <cassert>

namespace sotto::crypto {

namespace {

constexpr std::uint8_t kBundleVersion = 1;

Result<PrekeyBundle, ParseError> parse(Reader& in, Signature& signature)
{
    PrekeyBundle out;
    in.version(kBundleVersion);
    out.address.account = in.fixed<AccountId>();
    out.address.device = in.fixed<DeviceId>();
    out.mailbox = in.fixed<MailboxId>();
    out.counter = in.u64();
    out.issued = {in.u64()};
    out.expires = {in.u64()};
    out.keys = DevicePublicKeys::read(in);
    out.sealingKey = in.fixed<XWingPublicKey>();
    out.prekeyId = in.u32();
    out.signedPrekey = in.fixed<X25519PublicKey>();
    out.kemPrekey = in.fixed<MlKem768PublicKey>();
    const std::size_t count = in.count16(kMaxOneTimePrekeys);
    out.oneTimePrekeys.reserve(count);
    for (std::size_t i = 0; i < count; ++i) {
        OneTimePrekey oneTime;
        oneTime.id = in.u32();
        oneTime.key = in.fixed<X25519PublicKey>();
        if (!out.oneTimePrekeys.empty() && oneTime.id <= out.oneTimePrekeys.back().id) {
            in.fail(ParseError::Kind::NonCanonical);
        }
        out.oneTimePrekeys.push_back(oneTime);
    }
    signature = in.fixed<Signature>();
    SOTTO_CHECK(in.finish());
    return out;
}

/// Coins of an encapsulation whose result is thrown away.
class TrialCoins final : public Random
{
public:
    void fill(MutableByteView out) override { std::ranges::fill(out, std::uint8_t{1}); }
};

/// Whether anything can be sealed to it, found out by trying; no coins change the answer.
bool isUsable(const XWingPublicKey& sealingKey)
{
    TrialCoins coins;
    return encapsulate(sealingKey, coins).has_value();
}

} // namespace

Bytes PrekeyBundle::sign(const SigningKey& deviceKey) const
{
    assert(oneTimePrekeys.size() <= kMaxOneTimePrekeys);
    Writer out(2800 + oneTimePrekeys.size() * 36);
    out.u8(kBundleVersion).bytes(address.account).bytes(address.device).bytes(mailbox);
    out.u64(counter).u64(issued.seconds).u64(expires.seconds);
    keys.write(out);
    out.bytes(sealingKey).u32(prekeyId).bytes(signedPrekey).bytes(kemPrekey);
    out.count16(oneTimePrekeys.size());
    for (const OneTimePrekey& oneTime : oneTimePrekeys) {
        out.u32(oneTime.id).bytes(oneTime.key);
    }
    out.bytes(deviceKey.sign(labels::kPrekeyBundle, out.view()));
    return std::move(out).take();
}

const OneTimePrekey* PrekeyBundle::findOneTime(PrekeyId id) const
{
    const auto at =
        std::lower_bound(oneTimePrekeys.begin(), oneTimePrekeys.end(), id,
                         [](const OneTimePrekey& key, PrekeyId wanted) { return key.id < wanted; });
    return at != oneTimePrekeys.end() && at->id == id ? &*at : nullptr;
}

Result<VerifiedBundle, BundleError> VerifiedBundle::verify(ByteView signedBundle,
                                                           const PeerDevice& peer,
                                                           const MailboxId& mailbox,
                                                           const SeenBundle* seen, Timestamp now)
{
    Reader in(signedBundle);
    Signature signature;
    auto parsed = parse(in, signature);
    if (!parsed) {
        return Unexpected(BundleError::Malformed);
    }
    VerifiedBundle out;
    out.m_bundle = std::move(*parsed);
    const PrekeyBundle& bundle = out.m_bundle;
    if (bundle.address != peer.address || bundle.mailbox != mailbox) {
        return Unexpected(BundleError::OtherDevice);
    }
    if (bundle.keys != peer.keys || hashSealingKey(bundle.sealingKey) != peer.keys.sealingHash) {
        return Unexpected(BundleError::KeysNotInLog);
    }
    const ByteView body = signedBundle.first(signedBundle.size() - Signature::kSize);
    if (!crypto::verify(peer.keys.signing, labels::kPrekeyBundle, body, signature)) {
        return Unexpected(BundleError::BadSignature);
    }
    if (now > bundle.expires || bundle.issued > now.plus(kClockTolerance) ||
        bundle.expires > bundle.issued.plus(kMaxBundleLifetime)) {
        return Unexpected(BundleError::Expired);
    }
    out.m_hash = hash(labels::kPrekeyBundleHash, signedBundle);
    if (seen != nullptr && bundle.counter < seen->counter) {
        return Unexpected(BundleError::Stale);
    }
    if (seen != nullptr && bundle.counter == seen->counter && out.m_hash != seen->hash) {
        return Unexpected(BundleError::Equivocation);
    }
    // The identity key is the log's, which has its proof of possession. The handshake finds out at
    // once what the prekeys are worth; the sealing key is used only when there is something to
    // send.
    if (!isCanonical(bundle.signedPrekey) ||
        !std::all_of(bundle.oneTimePrekeys.begin(), bundle.oneTimePrekeys.end(),
                     [](const OneTimePrekey& key) { return isCanonical(key.key); }) ||
        !isUsable(bundle.sealingKey)) {
        return Unexpected(BundleError::UnusableKey);
    }
    return out;
}

} // namespace sotto::crypto
