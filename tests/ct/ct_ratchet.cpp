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
};

} // namespace

int main()
{
    ct::require(initialize(), "libsodium does not answer rightly");
    // What an authentic header says moves the ratchet; what is behind the padding goes to the
    // application. The keys that opened them stay secret.
    ct::plaintextIsParsed(RatchetHeader::kSize);
    ct::plaintextIsParsed(kEnvelopeSizes.front() - kMessageOverhead);
    Talk talk;
    // Turns, a run in one direction, messages out of order, one that was changed.
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
    // Whole steps of the ML-KEM ratchet: key and ciphertext travel as fragments in the padding.
    for (int i = 0; i < 120; ++i) {
        talk.deliver(talk.alice, talk.bob, 30);
        talk.deliver(talk.bob, talk.alice, 30);
        if (i % 10 == 0) { // a stored state comes back, in every phase of a step
            for (Ratchet* side : {&talk.alice, &talk.bob}) {
                auto again = Ratchet::parse(side->serialize().view());
                ct::require(again.has_value(), "a stored state comes back");
                *side = std::move(*again);
            }
        }
    }
    ct::require(talk.alice.kemEpoch() >= 2 && talk.bob.kemEpoch() == talk.alice.kemEpoch(),
                "both sides have been generator and encapsulator");
}
