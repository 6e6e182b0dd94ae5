#include "crypto/base/init.h"
#include "tests/crypto/ratchet/hostile.h"
#include "tests/crypto/ratchet/ratchet_pair.h"
#include "tests/crypto/ratchet/stored_state.h"

#include <QTest>

using namespace sotto::crypto;
using sotto::test::copyOf;
using sotto::test::DeterministicRandom;
using sotto::test::fragmentBytes;
using sotto::test::paddedBytes;
using sotto::test::RatchetPair;
using sotto::test::sameState;
using sotto::test::StoredState;

namespace {

enum Phase
{
    Idle = 0,
    Generating = 1,
    Collecting = 2,
    Encapsulated = 3
};

int phaseOf(const Ratchet& ratchet)
{
    const StoredState state(ratchet);
    return state.bytes[state.kemPhase()];
}

/// One message from each side.
bool exchange(RatchetPair& pair)
{
    return pair.deliver(pair.alice, pair.bob, "a") && pair.deliver(pair.bob, pair.alice, "b");
}

/// Exchanges until Alice's next message begins step 1 and nothing of it is sent yet.
void untilDue(RatchetPair& pair)
{
    QVERIFY(exchange(pair));
    pair.now = pair.now.plus(kKemStepInterval);
    QCOMPARE(phaseOf(pair.alice), int{Idle});
}

/// From where untilDue() leaves off: Bob has answered, Alice has not mixed yet.
void untilAnswered(RatchetPair& pair)
{
    untilDue(pair);
    for (int i = 0; i < 2; ++i) {
        QVERIFY(pair.deliver(pair.alice, pair.bob, "key"));
    }
    QVERIFY(pair.deliver(pair.bob, pair.alice, "first half of the answer"));
    QCOMPARE(phaseOf(pair.bob), int{Encapsulated});
    QCOMPARE(pair.alice.kemEpoch(), std::uint16_t{0});
}

/// Sends a padded plaintext that its sender made as it liked.
bool deliverHostile(RatchetPair& pair, Ratchet& from, Ratchet& to, ByteView padded)
{
    return pair.receive(to, *from.sealPadded(padded, pair.random)).has_value();
}

/// X25519 keys and salts as somebody who stole the generator's state predicts them; what ML-KEM
/// takes comes from elsewhere. A 32-byte request is an X25519 key if the ratchet has to turn first,
/// otherwise the coins of an encapsulation.
class LeakingRandom final : public Random
{
public:
    LeakingRandom(std::uint64_t known, std::uint64_t secret)
        : m_known(known)
        , m_secret(secret)
    {}
    void beforeSeal(const Ratchet& ratchet) { m_turns = !StoredState(ratchet).hasSending(); }
    void fill(MutableByteView out) override
    {
        const bool dhKey = out.size() == 32 && m_turns;
        m_turns = m_turns && !dhKey;
        (dhKey || out.size() == MessageSalt::kSize ? m_known : m_secret).fill(out);
    }

private:
    DeterministicRandom m_known;
    DeterministicRandom m_secret;
    bool m_turns = false;
};

/// A thief who has the whole state of one side, and learns every X25519 secret it makes later.
struct Thief
{
    Thief(const Ratchet& victim, std::uint64_t knownSeed)
        : copy(copyOf(victim))
        , random(knownSeed, 666)
    {}
    void mirrorSeal(std::string_view text, Timestamp now)
    {
        random.beforeSeal(copy);
        static_cast<void>(copy.seal(asBytes(text), now, random));
    }
    bool reads(ByteView envelope, Timestamp now)
    {
        auto staged = copy.open(envelope, now);
        if (!staged) {
            return false;
        }
        static_cast<void>(copy.commit(std::move(*staged), now));
        return true;
    }

    Ratchet copy;
    LeakingRandom random;
};

} // namespace

class TestKemRatchet : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QVERIFY(initialize()); }

    void stepsAfterFiftyMessages()
    {
        RatchetPair pair(1);
        for (std::uint32_t i = 0; i < kKemStepMessages; i += 2) {
            QVERIFY(exchange(pair));
            QCOMPARE(phaseOf(pair.alice), int{Idle});
            QCOMPARE(phaseOf(pair.bob), int{Idle});
        }
        QVERIFY(pair.deliver(pair.alice, pair.bob, "fifty-first"));
        QCOMPARE(phaseOf(pair.alice), int{Generating});
        QCOMPARE(phaseOf(pair.bob), int{Collecting});
        for (int i = 0; i < 4; ++i) {
            QVERIFY(exchange(pair));
        }
        QCOMPARE(pair.alice.kemEpoch(), std::uint16_t{1});
        QCOMPARE(pair.bob.kemEpoch(), std::uint16_t{1});
    }

    void stepsAfterADay()
    {
        RatchetPair pair(2);
        QVERIFY(exchange(pair));
        pair.now = {pair.now.seconds + kKemStepInterval.seconds - 1};
        QVERIFY(exchange(pair));
        QCOMPARE(phaseOf(pair.alice), int{Idle});
        pair.now = {pair.now.seconds + 1};
        QVERIFY(exchange(pair));
        QCOMPARE(phaseOf(pair.alice), int{Generating});
    }

    void theFirstMessageBeginsNoStep()
    {
        RatchetPair pair(3);
        pair.now = pair.now.plus(kKemStepInterval);
        QVERIFY(pair.deliver(pair.alice, pair.bob, "first"));
        QCOMPARE(phaseOf(pair.alice), int{Idle});
    }

    void aClockSetBackBeginsNoStep()
    {
        RatchetPair pair(4);
        QVERIFY(exchange(pair));
        pair.now = {0};
        QVERIFY(exchange(pair));
        QCOMPARE(phaseOf(pair.alice), int{Idle});
    }

    void theGeneratorAlternates()
    {
        RatchetPair pair(5);
        std::uint16_t epoch = 0;
        for (int i = 0; i < 200 && epoch < 4; ++i) {
            QVERIFY(exchange(pair));
            const bool aliceLeads = epoch % 2 == 0;
            QVERIFY(phaseOf(aliceLeads ? pair.bob : pair.alice) != Generating);
            QVERIFY(phaseOf(aliceLeads ? pair.alice : pair.bob) != Collecting);
            if (pair.alice.kemEpoch() == pair.bob.kemEpoch()) {
                epoch = pair.alice.kemEpoch();
            }
        }
        QCOMPARE(epoch, std::uint16_t{4});
    }

    /// DESIGN section 10, attack 11.
    void anyOneEnvelopeOfAStepDropped()
    {
        // How many messages each side sends before the other's turn.
        for (const int burst : {1, 3}) {
            for (int dropped = -1; dropped < 24; ++dropped) {
                RatchetPair pair(100 + static_cast<std::uint64_t>(burst));
                untilDue(pair);
                int sent = 0;
                for (int turn = 0; turn < 12; ++turn) {
                    const bool fromAlice = turn % 2 == 0;
                    Ratchet& from = fromAlice ? pair.alice : pair.bob;
                    Ratchet& to = fromAlice ? pair.bob : pair.alice;
                    for (int i = 0; i < burst; ++i, ++sent) {
                        const Bytes envelope = pair.seal(from, "text");
                        QCOMPARE(envelope.size(), kEnvelopeSizes.front());
                        if (sent != dropped) {
                            QVERIFY(pair.receive(to, envelope));
                        }
                    }
                }
                QCOMPARE(pair.alice.kemEpoch(), std::uint16_t{1});
                QCOMPARE(pair.bob.kemEpoch(), std::uint16_t{1});
                QVERIFY(exchange(pair));
            }
        }
    }

    void aStepCompletesOutOfOrder()
    {
        for (std::uint64_t seed = 200; seed < 220; ++seed) {
            RatchetPair pair(seed);
            untilDue(pair);
            for (int turn = 0; turn < 8; ++turn) {
                Ratchet& from = turn % 2 == 0 ? pair.alice : pair.bob;
                Ratchet& to = turn % 2 == 0 ? pair.bob : pair.alice;
                std::vector<Bytes> flying;
                for (int i = 0; i < 5; ++i) {
                    flying.push_back(pair.seal(from, "text"));
                }
                while (!flying.empty()) {
                    const auto at = pair.random.below(static_cast<std::uint32_t>(flying.size()));
                    QVERIFY(pair.receive(to, flying[at]));
                    flying.erase(flying.begin() + at);
                }
            }
            QCOMPARE(pair.alice.kemEpoch(), std::uint16_t{1});
            QCOMPARE(pair.bob.kemEpoch(), std::uint16_t{1});
        }
    }

    void aStepCompletesAcrossRestarts()
    {
        RatchetPair pair(6);
        untilDue(pair);
        for (int i = 0; i < 6; ++i) {
            pair.alice = copyOf(pair.alice);
            QVERIFY(pair.deliver(pair.alice, pair.bob, "a"));
            pair.bob = copyOf(pair.bob);
            QVERIFY(pair.deliver(pair.bob, pair.alice, "b"));
        }
        QCOMPARE(pair.alice.kemEpoch(), std::uint16_t{1});
    }

    /// A burst without an answer turns nothing; the few acknowledgements that follow do.
    void oneWayBurstsTurnWithTheirAcknowledgements()
    {
        RatchetPair pair(7);
        QVERIFY(exchange(pair));
        for (int i = 0; i < 300; ++i) {
            QVERIFY(pair.deliver(pair.alice, pair.bob, "burst"));
        }
        QCOMPARE(phaseOf(pair.alice), int{Generating});
        QCOMPARE(phaseOf(pair.bob), int{Collecting});
        QVERIFY(pair.deliver(pair.bob, pair.alice, "acknowledged"));
        QVERIFY(pair.deliver(pair.bob, pair.alice, "acknowledged"));
        QVERIFY(pair.deliver(pair.alice, pair.bob, "burst"));
        QCOMPARE(pair.bob.kemEpoch(), std::uint16_t{1});
        // Now Bob leads, and it is Alice who bursts.
        for (int i = 0; i < 300; ++i) {
            QVERIFY(pair.deliver(pair.alice, pair.bob, "burst"));
        }
        for (int i = 0; i < 4; ++i) {
            QVERIFY(pair.deliver(pair.bob, pair.alice, "acknowledged"));
            QVERIFY(pair.deliver(pair.alice, pair.bob, "burst"));
        }
        QCOMPARE(pair.alice.kemEpoch(), std::uint16_t{2});
        QCOMPARE(pair.bob.kemEpoch(), std::uint16_t{2});
    }

    void everySizeCarriesFragmentsAndNoneGrows()
    {
        for (const std::size_t content :
             {std::size_t{0}, std::size_t{882}, std::size_t{883}, std::size_t{921},
              std::size_t{922}, std::size_t{5000}, kMaxContentBytes}) {
            RatchetPair pair(8);
            const std::size_t idle = pair.alice.seal(Bytes(content), pair.now, pair.random)->size();
            untilDue(pair);
            for (int i = 0; i < 45; ++i) {
                const Bytes envelope = *pair.alice.seal(Bytes(content), pair.now, pair.random);
                QCOMPARE(envelope.size(), idle);
                QVERIFY(pair.receive(pair.bob, envelope));
            }
            // 39 bytes make room for one cell: then 37 messages carry a key.
            const std::size_t left = idle - kMessageOverhead - kContentLengthBytes - content;
            QCOMPARE(phaseOf(pair.bob), left >= 39 ? int{Collecting} : int{Idle});
            QVERIFY(pair.deliver(pair.bob, pair.alice, "answer"));
            QCOMPARE(phaseOf(pair.bob), left >= 39 ? int{Encapsulated} : int{Idle});
        }
    }

    /// The peer sends a public key that is none: the step is lost, the session is not, and the next
    /// key that is one completes the step.
    void aHostilePublicKeyBreaksNothing()
    {
        RatchetPair pair(9);
        untilDue(pair);
        const Bytes key(592, 0xFF); // coefficients above the modulus; offsets are multiples of 32
        const auto send = [&](unsigned at, unsigned length) {
            return deliverHostile(
                pair, pair.alice, pair.bob,
                paddedBytes("x", fragmentBytes(1, 1, at, length, ByteView(key).first(length))));
        };
        QVERIFY(send(0, 576));
        QVERIFY(send(576, 576));
        QCOMPARE(phaseOf(pair.bob), int{Collecting});
        QVERIFY(send(1152, 32));
        QVERIFY(pair.deliver(pair.bob, pair.alice, "answers without a ciphertext"));
        QCOMPARE(phaseOf(pair.bob), int{Idle});
        QCOMPARE(pair.alice.kemEpoch(), std::uint16_t{0});
        for (int i = 0; i < 4; ++i) {
            QVERIFY(exchange(pair)); // Alice is honest from here on
        }
        QCOMPARE(pair.alice.kemEpoch(), std::uint16_t{1});
        QCOMPARE(pair.bob.kemEpoch(), std::uint16_t{1});
    }

    /// Who insists on a key that is none wastes its own healing, one encapsulation each time.
    void aRepeatedHostileKeyNeverCompletes()
    {
        RatchetPair pair(10);
        untilDue(pair);
        const Bytes key(576, 0xFF);
        for (int i = 0; i < 10; ++i) {
            for (const unsigned at : {0U, 576U, 608U}) {
                QVERIFY(deliverHostile(pair, pair.alice, pair.bob,
                                       paddedBytes("x", fragmentBytes(1, 1, at, 576, key))));
            }
            QVERIFY(pair.deliver(pair.bob, pair.alice, "answer"));
            QCOMPARE(phaseOf(pair.bob), int{Idle});
        }
        QCOMPARE(pair.bob.kemEpoch(), std::uint16_t{0});
    }

    /// A ciphertext that answers no key (implicit rejection): the chain that mixes it does not open
    /// at the other side, whose state stays as it was. A peer that does so cuts off itself.
    void aHostileCiphertextCutsOffItsSenderOnly()
    {
        RatchetPair pair(11);
        untilDue(pair);
        for (int i = 0; i < 2; ++i) {
            QVERIFY(pair.deliver(pair.alice, pair.bob, "key"));
        }
        const Bytes wrong(576, 0x5A);
        for (const unsigned at : {0U, 512U}) {
            QVERIFY(deliverHostile(pair, pair.bob, pair.alice,
                                   paddedBytes("x", fragmentBytes(2, 1, at, 576, wrong))));
        }
        const Bytes mixed = pair.seal(pair.alice, "mixed");
        QCOMPARE(pair.alice.kemEpoch(), std::uint16_t{1});
        const Ratchet before = copyOf(pair.bob);
        QVERIFY(!pair.receive(pair.bob, mixed));
        QVERIFY(sameState(before, pair.bob));
    }

    void strangeFragmentsAreIgnored()
    {
        RatchetPair pair(12);
        untilAnswered(pair);
        const Bytes junk(64, 0xEE);
        struct Case
        {
            bool toAlice;
            unsigned kind;
            unsigned epoch;
        };
        const Case cases[] = {
            {true, 1, 0},  {true, 1, 1},  {true, 1, 2},      {true, 1, 65535}, {true, 2, 0},
            {true, 2, 2},  {false, 1, 0}, {false, 1, 1},     {false, 1, 2},    {false, 2, 0},
            {false, 2, 1}, {false, 2, 2}, {false, 2, 65535},
        };
        const auto kemPart = [](const Ratchet& ratchet) {
            const StoredState state(ratchet);
            return Bytes(state.bytes.begin() + static_cast<std::ptrdiff_t>(state.kemNextOffset()),
                         state.bytes.begin() + static_cast<std::ptrdiff_t>(state.chainCount()));
        };
        for (const Case& c : cases) {
            // Copies: the exchange below must not be the one that completes the step.
            Ratchet from = copyOf(c.toAlice ? pair.bob : pair.alice);
            Ratchet to = copyOf(c.toAlice ? pair.alice : pair.bob);
            const Bytes before = kemPart(to);
            // Cells that have not arrived yet, so that taking them in would show.
            QVERIFY(deliverHostile(
                pair, from, to, paddedBytes("x", fragmentBytes(c.kind, c.epoch, 1024, 64, junk))));
            QCOMPARE(kemPart(to), before);
        }
        // The same before anything of a step has come.
        for (const unsigned epoch : {0U, 2U, 65535U}) {
            RatchetPair fresh(21);
            untilDue(fresh);
            QVERIFY(deliverHostile(fresh, fresh.alice, fresh.bob,
                                   paddedBytes("x", fragmentBytes(1, epoch, 0, 64, junk))));
            QCOMPARE(phaseOf(fresh.bob), int{Idle});
        }
        for (int i = 0; i < 3; ++i) {
            QVERIFY(exchange(pair));
        }
        QCOMPARE(pair.bob.kemEpoch(), std::uint16_t{1});
    }

    void aKeyBeforeItsStepIsDueIsHarmless()
    {
        RatchetPair pair(13);
        QVERIFY(exchange(pair));
        KemRatchet generator(true, {});
        generator.countMessage();
        generator.prepareToSend(Timestamp{}.plus(kKemStepInterval), pair.random);
        Bytes area(64 * 1024);
        const std::size_t size = generator.writeFragment(area);
        Reader in(ByteView(area).first(size));
        const KemFragment whole = KemFragment::read(in);
        QCOMPARE(whole.data.size(), MlKem768PublicKey::kSize);
        for (unsigned at = 0; at < whole.data.size(); at += 32) {
            QVERIFY(deliverHostile(
                pair, pair.alice, pair.bob,
                paddedBytes("x", fragmentBytes(1, 1, at, 32, whole.data.subspan(at, 32)))));
        }
        QVERIFY(pair.deliver(pair.bob, pair.alice, "answers"));
        QCOMPARE(phaseOf(pair.bob), int{Encapsulated});
        QVERIFY(exchange(pair)); // Alice knows of no step and goes on
        QCOMPARE(pair.alice.kemEpoch(), std::uint16_t{0});
    }

    /// Of overlapping fragments the first copy of each cell counts.
    void overlappingFragmentsDoNotOverwrite()
    {
        RatchetPair pair(14);
        untilDue(pair);
        QVERIFY(pair.deliver(pair.alice, pair.bob, "first 896 bytes"));
        const Bytes junk(896, 0xEE);
        QVERIFY(deliverHostile(pair, pair.alice, pair.bob,
                               paddedBytes("x", fragmentBytes(1, 1, 0, 896, junk))));
        for (int i = 0; i < 4; ++i) {
            QVERIFY(exchange(pair));
        }
        QCOMPARE(pair.bob.kemEpoch(), std::uint16_t{1});
    }

    void headersOfOtherEpochsAreRefused()
    {
        RatchetPair pair(15);
        untilAnswered(pair);
        // A hostile Alice claims epochs in a new chain (which only Bob's answer allows her, and
        // then only the next one, with the right secret) ...
        QVERIFY(pair.deliver(pair.alice, pair.bob, "turn"));
        QVERIFY(pair.deliver(pair.bob, pair.alice, "turn"));
        struct Case
        {
            std::uint16_t epoch;
            OpenError error;
        };
        Ratchet opening = copyOf(pair.alice);
        static_cast<void>(pair.seal(opening, "opens a chain of epoch 1"));
        QCOMPARE(opening.kemEpoch(), std::uint16_t{1});
        for (const Case& c : {Case{0, OpenError::Forged}, Case{2, OpenError::BadHeader},
                              Case{65535, OpenError::BadHeader}}) {
            StoredState state(opening);
            state.put(state.kemEpoch(), std::max<std::uint16_t>(c.epoch, 1), 2);
            state.put(StoredState::kSendingEpoch, c.epoch, 2);
            Ratchet hostile = state.ratchet();
            const Ratchet before = copyOf(pair.bob);
            QVERIFY(!pair.receive(pair.bob, pair.seal(hostile, "jump")));
            QCOMPARE(pair.lastError, c.error);
            QVERIFY(sameState(before, pair.bob));
        }
        // ... and in the middle of a chain.
        QVERIFY(pair.receive(pair.bob, pair.seal(opening, "honest")));
        QCOMPARE(pair.bob.kemEpoch(), std::uint16_t{1});
        for (const std::uint16_t epoch : {std::uint16_t{0}, std::uint16_t{2}}) {
            StoredState state(opening);
            state.put(state.kemEpoch(), 2, 2);
            state.put(StoredState::kSendingEpoch, epoch, 2);
            Ratchet hostile = state.ratchet();
            QVERIFY(!pair.receive(pair.bob, pair.seal(hostile, "jump")));
            QCOMPARE(pair.lastError, OpenError::BadHeader);
        }
    }

    /// No step was answered: the next epoch in a header is no more allowed than any other.
    void anEpochWithoutAnAnswerIsRefused()
    {
        RatchetPair pair(16);
        QVERIFY(exchange(pair));
        static_cast<void>(pair.seal(pair.alice, "opens a chain"));
        StoredState state(pair.alice);
        state.put(state.kemEpoch(), 1, 2).put(StoredState::kSendingEpoch, 1, 2);
        Ratchet hostile = state.ratchet();
        QVERIFY(!pair.receive(pair.bob, pair.seal(hostile, "jump")));
        QCOMPARE(pair.lastError, OpenError::BadHeader);
    }

    /// All of one side's state and every X25519 secret it makes afterwards: enough to read along
    /// for ever, were it not for the ML-KEM step.
    void aKemStepHealsWithAllX25519SecretsKnown_data()
    {
        QTest::addColumn<bool>("generator");
        QTest::newRow("the generator's copy") << true;
        QTest::newRow("the encapsulator's copy") << false;
    }
    void aKemStepHealsWithAllX25519SecretsKnown()
    {
        QFETCH(bool, generator);
        RatchetPair pair(17);
        QVERIFY(exchange(pair));
        LeakingRandom victimRandom(4711, 1);
        Ratchet& victim = generator ? pair.alice : pair.bob;
        Ratchet& other = generator ? pair.bob : pair.alice;
        Thief thief(victim, 4711);
        const auto round = [&](bool& victimGot, bool& thiefGot) {
            victimRandom.beforeSeal(victim);
            const Bytes out = *victim.seal(asBytes("from the victim"), pair.now, victimRandom);
            thief.mirrorSeal("from the victim", pair.now);
            QVERIFY(pair.receive(other, out));
            const Bytes in = pair.seal(other, "to the victim");
            thiefGot = thief.reads(in, pair.now);
            victimGot = pair.receive(victim, in).has_value();
        };
        bool victimGot = false;
        bool thiefGot = false;
        for (int i = 0; i < 10; ++i) {
            round(victimGot, thiefGot);
            QVERIFY(victimGot && thiefGot); // the DH ratchet alone does not heal
        }
        pair.now = pair.now.plus(kKemStepInterval);
        for (int i = 0; i < 12 && pair.alice.kemEpoch() + pair.bob.kemEpoch() < 2; ++i) {
            round(victimGot, thiefGot);
            QVERIFY(victimGot);
        }
        QCOMPARE(victim.kemEpoch(), std::uint16_t{1});
        round(victimGot, thiefGot);
        for (int i = 0; i < 10; ++i) {
            round(victimGot, thiefGot);
            QVERIFY(victimGot && !thiefGot);
        }
    }

    /// The same for one root: neither the DH output nor the KEM secret alone is enough, and the
    /// number of the step is bound.
    void aRootNeedsBothSecrets()
    {
        DeterministicRandom random(18);
        const RootKey root(random.make<RootKey::Value>());
        const auto dh = random.make<DhOutput>();
        const auto otherDh = random.make<DhOutput>();
        const auto kem = random.make<MlKem768SharedSecret>();
        const auto otherKem = random.make<MlKem768SharedSecret>();
        const RootStep real = root.step(dh, &kem, 1);
        QVERIFY(root.step(dh, &kem, 1).rootKey.value() == real.rootKey.value());
        for (const RootStep& guess :
             {root.step(dh, nullptr, 1), root.step(dh, &otherKem, 1), root.step(otherDh, &kem, 1),
              root.step(dh, &kem, 2), RootKey(random.make<RootKey::Value>()).step(dh, &kem, 1)}) {
            QVERIFY(!(guess.rootKey.value() == real.rootKey.value()));
            QVERIFY(!(guess.chainKey.value() == real.chainKey.value()));
            QVERIFY(!(guess.nextHeaderKey.value() == real.nextHeaderKey.value()));
        }
    }

    void theLastEpochBeginsNoStep()
    {
        RatchetPair pair(19);
        QVERIFY(exchange(pair));
        for (Ratchet* side : {&pair.alice, &pair.bob}) {
            StoredState state(*side);
            state.put(state.kemEpoch(), UINT16_MAX, 2);
            if (state.hasSending()) {
                state.put(StoredState::kSendingEpoch, UINT16_MAX, 2);
            }
            state.put(state.receivingEpoch(), UINT16_MAX, 2);
            *side = state.ratchet();
        }
        pair.now = pair.now.plus(kKemStepInterval);
        for (int i = 0; i < 60; ++i) {
            QVERIFY(exchange(pair));
        }
        QCOMPARE(phaseOf(pair.alice), int{Idle});
        QCOMPARE(phaseOf(pair.bob), int{Idle});
    }
};

QTEST_APPLESS_MAIN(TestKemRatchet)
#include "tst_kem_ratchet.moc"
