// The handshake of two devices in both roles, with and without one-time prekey and reset secret;
// the session that it begins; what is stored of both.
#include "crypto/base/init.h"
#include "crypto/session/receive_index.h"
#include "crypto/session/session_set.h"
#include "tests/ct/ct.h"

using namespace sotto;
using namespace sotto::crypto;

namespace {

constexpr Timestamp kNow{1'700'000'000};

struct Device
{
    explicit Device(std::uint64_t seed)
        : random(seed)
        , keys(publish(DeviceKeys::generate(random)))
        , address{AccountId(), keys.publicKeys().deviceId()}
        , prekeys(PrekeyStore::create(kNow, random))
    {
        const SecretBytes stored = keys.serialize();
        ct::require(DeviceKeys::parse(stored.view()).has_value(), "stored device keys come back");
    }

    static DeviceKeys publish(DeviceKeys keys)
    {
        // The log names them, the bundle carries the sealing key.
        const DevicePublicKeys& names = keys.publicKeys();
        ct::declassify(names.signing);
        ct::declassify(names.identity);
        ct::declassify(names.sealingHash);
        ct::declassify(keys.sealing().publicKey);
        return keys;
    }
    [[nodiscard]] OwnDevice own() const { return {address, keys}; }
    [[nodiscard]] PeerDevice asPeer() const { return {address, keys.publicKeys()}; }
    [[nodiscard]] VerifiedBundle bundle()
    {
        Bytes bytes = prekeys.makeBundle(own(), MailboxId(), kNow);
        ct::declassify(bytes); // it is published
        auto verified = VerifiedBundle::verify(bytes, asPeer(), MailboxId(), nullptr, kNow);
        ct::require(verified.has_value(), "a bundle is verified");
        // So are the store's own copies of what is in it.
        const PrekeyBundle& published = verified->bundle();
        const SignedPrekey& pair = *prekeys.findSigned(published.prekeyId);
        ct::declassify(pair.dh.publicKey);
        ct::declassify(pair.kem.publicKey());
        for (const auto& oneTime : published.oneTimePrekeys) {
            ct::declassify(prekeys.findOneTime(oneTime.id)->publicKey);
        }
        return std::move(*verified);
    }

    ct::SecretRandom random;
    DeviceKeys keys;
    DeviceAddress address;
    PrekeyStore prekeys;
};

struct Talk
{
    Device alice{1};
    Device bob{2};
    SessionSet alices{bob.address};
    SessionSet bobs{alice.address};

    void start(bool oneTime)
    {
        const VerifiedBundle bundle = bob.bundle();
        const auto id =
            oneTime ? std::optional(bundle.bundle().oneTimePrekeys.front().id) : std::nullopt;
        ct::require(alices.start(alice.own(), Hash(), bundle, id, kNow, alice.random).has_value(),
                    "a session begins");
        // The ephemeral key and the KEM's ciphertext are sent, the identifier hashes public keys.
        const Session& session = alices.sessions().back();
        ct::declassify(session.pending->header.ephemeral);
        ct::declassify(session.pending->header.kemCiphertext);
        ct::declassify(session.id);
        if (session.pending->header.resetSecretId) {
            ct::declassify(*session.pending->header.resetSecretId);
        }
    }
    static Bytes seal(SessionSet& from, Device& device)
    {
        SecretBytes content(80);
        ct::classify(content.view());
        auto envelope = from.seal(content.view(), {}, kNow, device.random);
        ct::require(envelope.has_value(), "a message is sealed");
        ct::declassify(*envelope); // it is sent
        return std::move(*envelope);
    }
    void first()
    {
        const Bytes envelope = seal(alices, alice);
        const auto opened = openFirstMessage(envelope, bob.keys.sealing().secretKey);
        ct::require(opened.has_value(), "a first message is unsealed");
        auto staged = bobs.openFirst(*opened, bob.own(), bob.prekeys, alice.asPeer(), kNow);
        ct::require(staged.has_value(), "a handshake is answered");
        if (const auto& answered = staged->answered()) {
            bob.prekeys.recordAnswered(answered->prekeyId, alice.address, answered->session,
                                       answered->oneTimeId);
        }
        static_cast<void>(bobs.commit(std::move(*staged), kNow));
        store(bobs);
    }
    void send(bool byAlice)
    {
        SessionSet& from = byAlice ? alices : bobs;
        SessionSet& to = byAlice ? bobs : alices;
        const Bytes envelope = seal(from, byAlice ? alice : bob);
        auto staged = to.open(sessionMessageOf(envelope), nullptr, kNow);
        ct::require(staged.has_value(), "a message opens");
        static_cast<void>(to.commit(std::move(*staged), kNow));
        store(to);
    }
    /// A stored set comes back; what it holds is as secret as before.
    static void store(SessionSet& set)
    {
        const SecretBytes stored = set.serialize();
        auto again = SessionSet::parse(stored.view());
        ct::require(again.has_value(), "a stored set comes back");
        set = std::move(*again);
    }
};

} // namespace

int main()
{
    ct::require(initialize(), "libsodium does not answer rightly");
    // What authentic headers say moves the session; what is behind the padding goes to the
    // application.
    ct::plaintextIsParsed(RatchetHeader::kSize);
    ct::plaintextIsParsed(kEnvelopeSizes.front() - kMessageOverhead);
    ct::plaintextIsParsed(kFirstMessagePrefixBytes - 3 - XWingCiphertext::kSize - 16);
    for (const bool oneTime : {true, false}) {
        Talk talk;
        talk.start(oneTime);
        talk.first();
        for (int i = 0; i < 3; ++i) {
            talk.send(false);
            talk.send(true);
        }
        // A second one, with the reset secret of the first.
        talk.start(oneTime);
        talk.first();
        talk.send(false);
        talk.send(true);
        const SecretBytes prekeys = talk.bob.prekeys.serialize();
        ct::require(PrekeyStore::parse(prekeys.view()).has_value(), "stored prekeys come back");
    }
}
