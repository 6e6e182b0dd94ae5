#include "crypto/base/init.h"
#include "crypto/ratchet/ratchet.h"
#include "tests/ct/ct.h"

using namespace sotto;
using namespace sotto::crypto;

namespace {

constexpr Timestamp kNow{1700000000};

struct Talk
{
    ct::SecretRandom random{1};
    Ratchet::RootSecret root = random.make<Ratchet::RootSecret>();
    Ratchet::HeaderSecret header = random.make<Ratchet::HeaderSecret>();
    Ratchet::HeaderSecret nextHeader = random.make<Ratchet::HeaderSecret>();
    AssociatedData associatedData; // a hash of what both have seen: public
    X25519KeyPair prekey = publish(generateX25519(random));
    Ratchet alice = begin();
    Ratchet bob = Ratchet::responder(
        root.duplicate(), nextHeader.duplicate(), header.duplicate(), associatedData,
        X25519KeyPair{prekey.secretKey.duplicate(), prekey.publicKey}, kNow);

    static X25519KeyPair publish(X25519KeyPair pair)
    {
        // The signed prekey stands in the bundle.
        ct::declassify(pair.publicKey);
        return pair;
    }
    Ratchet begin()
    {
        auto made = Ratchet::initiator(root.duplicate(), header.duplicate(), nextHeader.duplicate(),
                                       associatedData, prekey.publicKey, kNow, random);
        ct::require(made.has_value(), "the initiator begins");
        return std::move(*made);
    }

    Bytes seal(Ratchet& from, std::size_t length)
    {
        SecretBytes content(length);
        ct::classify(content.view());
        auto envelope = from.seal(content.view(), kNow, random);
        ct::require(envelope.has_value(), "a message is sealed");
        // An envelope is sent: its tag, its salt, its ciphertexts.
        ct::declassify(*envelope);
        return std::move(*envelope);
    }
    static void open(Ratchet& to, const Bytes& envelope, std::size_t length)
    {
        auto staged = to.open(envelope, kNow);
        ct::require(staged.has_value(), "a message opens");
        ct::require(staged->content().size() == length, "with the length it had");
        static_cast<void>(to.commit(std::move(*staged), kNow));
    }
    void deliver(Ratchet& from, Ratchet& to, std::size_t length)
    {
        open(to, seal(from, length), length);
    }
    /// What is stored comes back; what it holds is as secret as before.
    static void restart(Ratchet& side)
    {
        const SecretBytes stored = side.serialize();
        auto again = Ratchet::parse(stored.view());
        ct::require(again.has_value(), "a stored state comes back");
        side = std::move(*again);
    }
};

/// Turns, a run in one direction, messages out of order, one that was changed.
void messages()
{
    Talk talk;
    for (int i = 0; i < 6; ++i) {
        talk.deliver(talk.alice, talk.bob, 100);
        talk.deliver(talk.bob, talk.alice, 50);
    }
    const Bytes late = talk.seal(talk.alice, 70);
    talk.deliver(talk.alice, talk.bob, 10);
    Bytes changed = talk.seal(talk.alice, 20);
    changed.back() ^= 1;
    ct::require(!talk.bob.open(changed, kNow), "a changed message does not open");
    Talk::open(talk.bob, late, 70);
    Talk::restart(talk.alice);
    Talk::restart(talk.bob);
}

/// Messages until both sides have mixed in two ML-KEM steps, each led by another side. A public key
/// and a ciphertext become public only as parts of the envelopes that carry them. Both states are
/// stored after each turn, and so in each phase of a step.
void kemSteps()
{
    Talk talk;
    std::uint32_t turns = 0;
    while (talk.alice.kemEpoch() < 2 || talk.bob.kemEpoch() < 2) {
        talk.deliver(talk.alice, talk.bob, 100);
        talk.deliver(talk.bob, talk.alice, 100);
        Talk::restart(talk.alice);
        Talk::restart(talk.bob);
        ct::require(++turns < 2 * kKemStepMessages, "the steps end");
    }
    ct::require(turns > kKemStepMessages / 2, "the steps wait until they are due");
}

void carry(KemRatchet& from, KemRatchet& to)
{
    Bytes area(500);
    const std::size_t used = from.writeFragment(area);
    // It is sent. (Encrypted, but its receiver takes it apart and the peer may be anybody.)
    ct::declassify(ByteView(area).first(used));
    Reader in(ByteView(area).first(used));
    to.receive(KemFragment::read(in));
    ct::require(in.finish().has_value(), "a fragment is read");
}

/// One step by itself, where the secrets that the ratchet keeps to itself can be looked at: what
/// was sent of them must not have made them public.
void kemSecretsStaySecret()
{
    ct::SecretRandom random(2);
    KemRatchet generator(true, kNow);
    KemRatchet encapsulator(false, kNow);
    for (std::uint32_t i = 0; i < kKemStepMessages; ++i) {
        generator.countMessage();
    }
    generator.prepareToSend(kNow, random);
    SecretWriter stored(4096);
    generator.write(stored);
    // Behind epoch, count, time, offset and phase (PROTOCOL.md section 7.7) stands the seed.
    const ByteView seed = stored.view().subspan(2 + 4 + 8 + 2 + 1, MlKem768Seed::kSize);
    ct::require(ct::isSecret(seed), "the seed is a secret");
    for (int i = 0; i < 4 && !encapsulator.canMixWhenReceiving(); ++i) {
        carry(generator, encapsulator);
        encapsulator.prepareToSend(kNow, random);
    }
    ct::require(encapsulator.canMixWhenReceiving(), "the public key has arrived");
    for (int i = 0; i < 4 && !generator.canMixWhenSending(); ++i) {
        carry(encapsulator, generator);
    }
    ct::require(generator.canMixWhenSending(), "the ciphertext has arrived");
    const MlKem768SharedSecret theirs = encapsulator.sharedSecret();
    const MlKem768SharedSecret ours = generator.sharedSecret();
    ct::require(ct::isSecret(theirs.view()), "the shared secret is one where it was made");
    ct::require(ct::isSecret(ours.view()), "the shared secret is one where it was opened");
    // What a comparison is for is its answer.
    ct::require(ct::declassified(ours == theirs), "both sides share it");
}

} // namespace

int main()
{
    ct::require(initialize(), "libsodium does not answer rightly");
    // What an authentic header says moves the ratchet; what is behind the padding goes to the
    // application. The keys that opened them stay secret.
    ct::plaintextIsParsed(RatchetHeader::kSize);
    ct::plaintextIsParsed(kEnvelopeSizes.front() - kMessageOverhead);
    messages();
    kemSteps();
    kemSecretsStaySecret();
}
