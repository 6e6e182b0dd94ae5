// PQXDH in both roles, with and without one-time prekey and reset secret; the bundle that it begins
// with, the first message that carries it, the prekeys as they are stored.
#include "crypto/base/init.h"
#include "crypto/handshake/first_message.h"
#include "crypto/handshake/sealed_bundle.h"
#include "tests/ct/ct.h"

using namespace sotto;
using namespace sotto::crypto;

namespace {

constexpr Timestamp kNow{1'700'000'000};

struct Device
{
    explicit Device(std::uint64_t seed)
        : random(seed)
        , keys(DeviceKeys::generate(random))
        , prekeys(PrekeyStore::create(kNow, random))
    {
        publishKeys();
        address.device = keys.publicKeys().deviceId();
    }

    /// The device log names the keys, the bundle carries the sealing key.
    void publishKeys()
    {
        const DevicePublicKeys& names = keys.publicKeys();
        ct::declassify(names.signing);
        ct::declassify(names.identity);
        ct::declassify(names.sealingHash);
        ct::declassify(keys.sealing().publicKey);
    }
    /// What the bundle offers is public in the store as well.
    void publishPrekeys(const PrekeyBundle& bundle) const
    {
        const SignedPrekey* signedPrekey = prekeys.findSigned(bundle.prekeyId);
        ct::require(signedPrekey != nullptr, "an offered prekey is there");
        ct::declassify(signedPrekey->dh.publicKey);
        ct::declassify(signedPrekey->kem.publicKey());
        for (const OneTimePrekey& oneTime : bundle.oneTimePrekeys) {
            ct::declassify(prekeys.findOneTime(oneTime.id)->publicKey);
        }
    }
    /// Through the seal with which the relay stores it.
    [[nodiscard]] VerifiedBundle publishBundle()
    {
        const Bytes made = prekeys.makeBundle(own(), mailbox, kNow);
        const auto key = random.make<BundleKey>();
        const Bytes sealed = sealBundle(key, mailbox, prekeys.counter(), made, random);
        ct::declassify(sealed); // it is stored at the relay
        const auto opened = openBundle(key, mailbox, sealed);
        ct::require(opened.has_value(), "a bundle is unsealed");
        ct::declassify(*opened); // it holds public keys and a signature
        auto verified = VerifiedBundle::verify(*opened, asPeer(), mailbox, nullptr, kNow);
        ct::require(verified.has_value(), "a bundle is verified");
        publishPrekeys(verified->bundle());
        return std::move(*verified);
    }
    [[nodiscard]] OwnDevice own() const { return {address, keys}; }
    [[nodiscard]] PeerDevice asPeer() const { return {address, keys.publicKeys()}; }

    ct::SecretRandom random;
    DeviceKeys keys;
    DeviceAddress address;
    MailboxId mailbox;
    PrekeyStore prekeys;
};

/// The initiator's part of the first message, sealed.
Bytes seal(const HandshakeHeader& header, const Device& to, Device& from)
{
    SecretBytes log(500);
    ct::classify(log.view());
    const Bytes message(kEnvelopeSizes.front(), 1);
    const auto envelope =
        sealFirstMessage(header, log.view(), to.keys.sealing().publicKey, message, from.random);
    ct::require(envelope.has_value(), "a first message is sealed");
    ct::declassify(*envelope); // it is sent
    return *envelope;
}

void handshake(bool withOneTime, bool withReset)
{
    Device alice(1);
    Device bob(2);
    const VerifiedBundle bundle = bob.publishBundle();
    const auto oneTime =
        withOneTime ? std::optional(bundle.bundle().oneTimePrekeys.front().id) : std::nullopt;
    const auto reset = alice.random.make<ResetSecret>();
    const ResetSecret* mixed = withReset ? &reset : nullptr;

    auto begun = initiateHandshake(alice.own(), Hash(), bundle, oneTime, mixed, alice.random);
    ct::require(begun.has_value(), "a handshake begins");
    ct::require(ct::isSecret(begun->keys.root.view()), "the initiator's keys are secrets");
    const Bytes envelope = seal(begun->header, bob, alice);

    Bytes changed = envelope;
    changed.back() ^= 1;
    const XWingSecretKey& sealing = bob.keys.sealing().secretKey;
    ct::require(!openFirstMessage(changed, sealing), "a changed first message does not open");
    const auto first = openFirstMessage(envelope, sealing);
    ct::require(first && first->attachedLog.size() == 500, "a first message opens");
    if (withReset) {
        const ResetSecret other = bob.random.make<ResetSecret>();
        ct::require(!answerHandshake(first->header, bob.own(), bob.prekeys, alice.asPeer(), &other),
                    "another reset secret is refused");
    }
    const auto answered =
        answerHandshake(first->header, bob.own(), bob.prekeys, alice.asPeer(), mixed);
    ct::require(answered.has_value(), "a handshake is answered");
    for (const ByteView key :
         {ByteView(answered->keys.root.view()), ByteView(answered->keys.initiatorHeader.view()),
          ByteView(answered->keys.responderNextHeader.view()),
          ByteView(answered->ourRatchetKey.secretKey.view())}) {
        ct::require(ct::isSecret(key), "the responder's keys are secrets");
    }
    // What a comparison is for is its answer.
    ct::require(ct::declassified(answered->keys.root == begun->keys.root), "both have the same");

    bob.prekeys.recordAnswered(first->header.prekeyId, alice.address, answered->keys.sessionId,
                               oneTime);
    ct::require(!answerHandshake(first->header, bob.own(), bob.prekeys, alice.asPeer(), mixed),
                "a replay is refused");
}

void storedPrekeys()
{
    Device bob(3);
    ct::require(bob.prekeys.rotateIfDue(kNow.plus(kSignedPrekeyLifetime), bob.random),
                "prekeys are rotated");
    const SecretBytes stored = bob.prekeys.serialize();
    auto again = PrekeyStore::parse(stored.view());
    ct::require(again.has_value(), "stored prekeys come back");
    ct::require(ct::isSecret(again->findSigned(1)->dh.secretKey.view()), "as secrets");
    again->markDrained(kNow.plus(kSignedPrekeyLifetime).plus(Duration::hours(1)));
    ct::require(again->findSigned(1) == nullptr, "old prekeys are wiped");
}

} // namespace

int main()
{
    ct::require(initialize(), "libsodium does not answer rightly");
    // What a first message says of the handshake is read once it is authentic, and with it the
    // attached log: the responder answers by it.
    ct::plaintextIsParsed(kFirstMessagePrefixBytes - 3 - XWingCiphertext::kSize - 16 +
                          kAttachedLogBlock);
    for (const bool withOneTime : {true, false}) {
        for (const bool withReset : {true, false}) {
            handshake(withOneTime, withReset);
        }
    }
    storedPrekeys();
}
