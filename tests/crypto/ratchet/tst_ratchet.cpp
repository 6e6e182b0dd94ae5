#include "crypto/base/init.h"
#include "tests/crypto/ratchet/hostile.h"
#include "tests/crypto/ratchet/ratchet_pair.h"
#include "tests/crypto/ratchet/stored_state.h"

#include <set>

#include <QTest>

using namespace sotto::crypto;
using sotto::test::DeterministicRandom;
using sotto::test::RatchetPair;
using sotto::test::StoredState;

namespace {

bool sameBytes(const SecretBytes& a, const SecretBytes& b)
{
    return equalConstantTime(a.view(), b.view());
}

Ratchet copyOf(const Ratchet& ratchet)
{
    return std::move(*Ratchet::parse(ratchet.serialize().view()));
}

} // namespace

class TestRatchet : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QVERIFY(initialize()); }

    void carriesAConversation()
    {
        RatchetPair pair(1);
        for (int i = 0; i < 20; ++i) {
            const std::string text = "to bob " + std::to_string(i);
            QCOMPARE(pair.deliver(pair.alice, pair.bob, text), std::optional(text));
            QCOMPARE(pair.deliver(pair.alice, pair.bob, "again"),
                     std::optional<std::string>("again"));
            const std::string answer = "to alice " + std::to_string(i);
            QCOMPARE(pair.deliver(pair.bob, pair.alice, answer), std::optional(answer));
        }
    }

    void responderCannotSendFirst()
    {
        RatchetPair pair(2);
        const auto sealed = pair.bob.seal(asBytes("x"), pair.now, pair.random);
        QVERIFY(!sealed);
        QCOMPARE(sealed.error(), SealError::NothingReceived);
    }

    void opensInAnyOrderOnce()
    {
        RatchetPair pair(3);
        std::vector<Bytes> envelopes;
        for (int i = 0; i < 10; ++i) {
            envelopes.push_back(pair.seal(pair.alice, std::to_string(i)));
        }
        for (const int i : {9, 0, 5, 1, 8, 2, 7, 3, 6, 4}) {
            QCOMPARE(pair.receive(pair.bob, envelopes[static_cast<std::size_t>(i)]),
                     std::optional(std::to_string(i)));
        }
        QCOMPARE(pair.bob.skippedKeyCount(), std::size_t{0});
        for (const Bytes& envelope : envelopes) {
            const SecretBytes before = pair.bob.serialize();
            QVERIFY(!pair.receive(pair.bob, envelope));
            QVERIFY(sameBytes(before, pair.bob.serialize()));
        }
    }

    void lateMessagesOfOldChainsOpen()
    {
        RatchetPair pair(4);
        const Bytes first = pair.seal(pair.alice, "first");
        const Bytes late = pair.seal(pair.alice, "late");
        QVERIFY(pair.receive(pair.bob, first));
        QVERIFY(pair.deliver(pair.bob, pair.alice, "answer"));
        QVERIFY(pair.deliver(pair.alice, pair.bob, "second chain"));
        QVERIFY(pair.deliver(pair.bob, pair.alice, "answer"));
        QVERIFY(pair.deliver(pair.alice, pair.bob, "third chain"));
        QCOMPARE(pair.receive(pair.bob, late), std::optional<std::string>("late"));
    }

    void onlyFiveOldChainsAreAwaited()
    {
        RatchetPair pair(5);
        std::vector<Bytes> late;
        for (int i = 0; i < 10; ++i) {
            QVERIFY(pair.deliver(pair.alice, pair.bob, "opens"));
            late.push_back(pair.seal(pair.alice, "late"));
            QVERIFY(pair.deliver(pair.alice, pair.bob, "behind it"));
            QVERIFY(pair.deliver(pair.bob, pair.alice, "turn"));
        }
        std::size_t opened = 0;
        for (const Bytes& envelope : late) {
            opened += pair.receive(pair.bob, envelope) ? 1U : 0U;
        }
        QCOMPARE(opened, kMaxOldChains + 1);
    }

    /// DESIGN section 10, attack 12.
    void fiveHundredLostThenOneOpens()
    {
        RatchetPair pair(6);
        QVERIFY(pair.deliver(pair.alice, pair.bob, "first"));
        const Bytes lost = pair.seal(pair.alice, "lost");
        for (int i = 0; i < 499; ++i) {
            static_cast<void>(pair.seal(pair.alice, "lost"));
        }
        QCOMPARE(pair.deliver(pair.alice, pair.bob, "arrives"),
                 std::optional<std::string>("arrives"));
        QCOMPARE(pair.bob.skippedKeyCount(), std::size_t{500});
        QCOMPARE(pair.receive(pair.bob, lost), std::optional<std::string>("lost"));
    }

    void aGapBeyondTheLimitIsRefused()
    {
        RatchetPair pair(7);
        QVERIFY(pair.deliver(pair.alice, pair.bob, "first"));
        for (std::uint32_t i = 0; i < kMaxSkip + 1; ++i) {
            QVERIFY(pair.alice.sealPadded(asBytes("lost"), pair.random));
        }
        const SecretBytes before = pair.bob.serialize();
        QVERIFY(!pair.deliver(pair.alice, pair.bob, "too far"));
        QCOMPARE(pair.lastError, OpenError::GapTooLarge);
        QVERIFY(sameBytes(before, pair.bob.serialize()));
    }

    void skippedKeysAreBounded()
    {
        RatchetPair pair(8);
        QVERIFY(pair.deliver(pair.alice, pair.bob, "first"));
        for (int round = 0; round < 3; ++round) {
            for (int i = 0; i < 900; ++i) {
                QVERIFY(pair.alice.sealPadded(asBytes("lost"), pair.random));
            }
            QVERIFY(pair.deliver(pair.alice, pair.bob, "arrives"));
            QVERIFY(pair.deliver(pair.bob, pair.alice, "turn"));
            QVERIFY(pair.deliver(pair.alice, pair.bob, "arrives"));
        }
        QCOMPARE(pair.bob.skippedKeyCount(), kMaxSkippedKeys);
        QVERIFY(Ratchet::parse(pair.bob.serialize().view()));
    }

    void skippedKeysAge()
    {
        RatchetPair pair(9);
        QVERIFY(pair.deliver(pair.alice, pair.bob, "first"));
        const Bytes late = pair.seal(pair.alice, "late");
        QVERIFY(pair.deliver(pair.alice, pair.bob, "overtakes"));
        QCOMPARE(pair.bob.skippedKeyCount(), std::size_t{1});
        QVERIFY(pair.bob.expire(pair.now.plus(kSkippedKeyLifetime)).removed.empty());
        QCOMPARE(pair.bob.expire(pair.now.plus(kSkippedKeyLifetime).plus({1})).removed.size(),
                 std::size_t{1});
        QVERIFY(!pair.receive(pair.bob, late));
    }

    void everyByteIsAuthenticated()
    {
        RatchetPair pair(10);
        QVERIFY(pair.deliver(pair.alice, pair.bob, "first"));
        QVERIFY(pair.deliver(pair.bob, pair.alice, "turn"));
        const Bytes envelope = pair.seal(pair.alice, "second chain");
        const SecretBytes before = pair.bob.serialize();
        for (std::size_t at = 0; at < envelope.size(); ++at) {
            Bytes changed = envelope;
            changed[at] ^= static_cast<std::uint8_t>(1U << (at % 8));
            QVERIFY(!pair.bob.open(changed, pair.now));
        }
        for (std::size_t size = 0; size < envelope.size(); size += 7) {
            QVERIFY(!pair.bob.open(ByteView(envelope).first(size), pair.now));
        }
        QVERIFY(sameBytes(before, pair.bob.serialize()));
        QVERIFY(pair.receive(pair.bob, envelope));
    }

    void reflectedMessagesDoNotOpen()
    {
        RatchetPair pair(11);
        QVERIFY(pair.deliver(pair.alice, pair.bob, "first"));
        QVERIFY(!pair.receive(pair.alice, pair.seal(pair.alice, "own")));
        QVERIFY(!pair.receive(pair.bob, pair.seal(pair.bob, "own")));
    }

    void anotherAssociatedDataOpensNothing()
    {
        RatchetPair pair(12);
        const Bytes envelope = pair.seal(pair.alice, "bound");
        SecretBytes stored = pair.bob.serialize();
        stored.mutableView()[2] ^= 1; // first byte of the associated data
        auto other = Ratchet::parse(stored.view());
        QVERIFY(other);
        QVERIFY(!other->open(envelope, pair.now));
    }

    void openingAloneChangesNothing()
    {
        RatchetPair pair(13);
        const Bytes envelope = pair.seal(pair.alice, "held back");
        const SecretBytes before = pair.bob.serialize();
        QVERIFY(pair.bob.open(envelope, pair.now));
        QVERIFY(sameBytes(before, pair.bob.serialize()));
        QVERIFY(pair.receive(pair.bob, envelope));
        QVERIFY(!sameBytes(before, pair.bob.serialize()));
    }

    void storedStateGoesOn()
    {
        RatchetPair pair(14);
        for (int i = 0; i < 120; ++i) {
            pair.alice = copyOf(pair.alice);
            pair.bob = copyOf(pair.bob);
            QVERIFY(pair.deliver(pair.alice, pair.bob, "a"));
            QVERIFY(pair.deliver(pair.bob, pair.alice, "b"));
            QVERIFY(pair.alice.serialize().size() <= 4096);
            QVERIFY(pair.bob.serialize().size() <= 4096);
        }
        QVERIFY(pair.alice.kemEpoch() >= 2);
    }

    /// A state restored from an old disk image encrypts again, under another key and nonce.
    void aRestoredStateDoesNotReuseAKey()
    {
        RatchetPair pair(15);
        QVERIFY(pair.deliver(pair.alice, pair.bob, "first"));
        Ratchet restored = copyOf(pair.alice);
        const Bytes one = pair.seal(pair.alice, "same text");
        const Bytes two = *restored.seal(asBytes("same text"), pair.now, pair.random);
        QVERIFY(std::equal(one.begin() + 1, one.begin() + 17,
                           two.begin() + 1)); // same number, same tag
        std::size_t equal = 0;
        for (std::size_t at = 25; at < one.size(); ++at) {
            equal += one[at] == two[at] ? 1U : 0U;
        }
        QVERIFY(equal < 40); // 1 in 256 by chance, of 999
    }

    void aCopyOpensNothingFromBefore()
    {
        RatchetPair pair(16);
        std::vector<Bytes> earlier;
        for (int i = 0; i < 5; ++i) {
            earlier.push_back(pair.seal(pair.alice, "earlier"));
            QVERIFY(pair.receive(pair.bob, earlier.back()));
            QVERIFY(pair.deliver(pair.bob, pair.alice, "turn"));
        }
        const Ratchet stolen = copyOf(pair.bob);
        for (const Bytes& envelope : earlier) {
            QVERIFY(!stolen.open(envelope, pair.now));
        }
    }

    void aRoundTripHeals()
    {
        RatchetPair pair(17);
        QVERIFY(pair.deliver(pair.alice, pair.bob, "first"));
        QVERIFY(pair.deliver(pair.bob, pair.alice, "turn"));
        Ratchet stolen = copyOf(pair.bob);
        // Still readable: the thief has what Bob has.
        const Bytes readable = pair.seal(pair.alice, "readable");
        QVERIFY(stolen.open(readable, pair.now));
        QVERIFY(pair.receive(pair.bob, readable));
        QVERIFY(pair.deliver(pair.bob, pair.alice, "healing"));
        const Bytes healed = pair.seal(pair.alice, "healed");
        QVERIFY(!stolen.open(healed, pair.now));
        QVERIFY(pair.receive(pair.bob, healed));
    }

    void resetSecretsAreSharedByBothSides()
    {
        RatchetPair pair(18);
        QVERIFY(!pair.alice.exportResetSecret());
        QVERIFY(pair.deliver(pair.alice, pair.bob, "first"));
        for (int i = 0; i < 6; ++i) {
            const auto ofBob = pair.bob.exportResetSecret();
            QVERIFY(ofBob);
            QVERIFY(pair.alice.findResetSecret(resetSecretId(*ofBob)));
            const Bytes inFlight = pair.seal(pair.bob, "in flight");
            QVERIFY(pair.alice.findResetSecret(resetSecretId(*pair.bob.exportResetSecret())));
            QVERIFY(pair.receive(pair.alice, inFlight));
            const auto ofAlice = pair.alice.exportResetSecret();
            QVERIFY(pair.bob.findResetSecret(resetSecretId(*ofAlice)));
            QVERIFY(*pair.bob.findResetSecret(resetSecretId(*ofAlice)) == *ofAlice);
            QVERIFY(pair.deliver(pair.alice, pair.bob, "turn"));
        }
    }

    /// What commit() says of tags is what expectedTags() says, always.
    void tagChangesAreTheDifference()
    {
        RatchetPair pair(19);
        std::set<ReceiveTag> index;
        for (const ReceiveTag& tag : pair.bob.expectedTags()) {
            QVERIFY(index.insert(tag).second);
        }
        DeterministicRandom choices(19);
        std::vector<Bytes> flying;
        for (int i = 0; i < 600; ++i) {
            const std::uint32_t what = choices.below(10);
            if (what < 6 || flying.empty()) {
                flying.push_back(pair.seal(pair.alice, "m"));
            } else if (what < 9) {
                const std::uint32_t at = choices.below(static_cast<std::uint32_t>(flying.size()));
                const Bytes envelope = flying[at];
                flying.erase(flying.begin() + at);
                const ReceiveTag tag(ByteView(envelope).subspan<1, 16>());
                auto staged = pair.bob.open(envelope, pair.now);
                if (!staged) { // of a chain that was given up
                    QVERIFY(!index.contains(tag));
                    continue;
                }
                const TagChanges changes = pair.bob.commit(std::move(*staged), pair.now);
                for (const ReceiveTag& gone : changes.removed) {
                    QCOMPARE(index.erase(gone), std::size_t{1});
                }
                for (const ReceiveTag& added : changes.added) {
                    QVERIFY(index.insert(added).second);
                }
                QVERIFY(!index.contains(tag));
                const auto expected = pair.bob.expectedTags();
                QCOMPARE(std::set<ReceiveTag>(expected.begin(), expected.end()), index);
            } else if (pair.bob.exportResetSecret()) {
                QVERIFY(pair.deliver(pair.bob, pair.alice, "turn"));
            }
        }
    }

    /// Gaps in the old chain and in the new one at once, more keys than are kept: tags that the
    /// same message adds and drops are in neither list.
    void tagChangesHoldWhenKeysAreDropped()
    {
        RatchetPair pair(22);
        QVERIFY(pair.deliver(pair.alice, pair.bob, "first"));
        for (int i = 0; i < 1900; ++i) {
            QVERIFY(pair.alice.sealPadded(asBytes("lost"), pair.random));
        }
        QVERIFY(pair.deliver(pair.bob, pair.alice, "turn"));
        for (int i = 0; i < 1900; ++i) {
            QVERIFY(pair.alice.sealPadded(asBytes("lost"), pair.random));
        }
        const auto before = pair.bob.expectedTags();
        std::set<ReceiveTag> index(before.begin(), before.end());
        auto staged = pair.bob.open(pair.seal(pair.alice, "arrives"), pair.now);
        QVERIFY(staged);
        const TagChanges changes = pair.bob.commit(std::move(*staged), pair.now);
        for (const ReceiveTag& gone : changes.removed) {
            QCOMPARE(index.erase(gone), std::size_t{1}); // none of them is added as well
        }
        for (const ReceiveTag& added : changes.added) {
            QVERIFY(index.insert(added).second);
        }
        const auto after = pair.bob.expectedTags();
        QCOMPARE(std::set<ReceiveTag>(after.begin(), after.end()), index);
    }

    /// A peer that claims a previous chain longer than any can be.
    void anImpossiblePreviousLengthIsRefused()
    {
        RatchetPair pair(23);
        QVERIFY(pair.deliver(pair.alice, pair.bob, "first"));
        QVERIFY(pair.deliver(pair.bob, pair.alice, "turn"));
        static_cast<void>(pair.seal(pair.alice, "opens a chain"));
        // Bob's chain stands shortly before its end.
        StoredState nearEnd(pair.bob);
        nearEnd.put(nearEnd.receivingIndex(), kMaxChainLength - 1, 4);
        for (const std::uint32_t length : {kMaxChainLength - 2, kMaxChainLength + 1, UINT32_MAX}) {
            Ratchet bob = nearEnd.ratchet();
            // parse() refuses such a length in a state of our own, so the header is made by hand.
            const StoredState hostile(pair.alice);
            const ByteView bytes = hostile.bytes;
            const HeaderKey headerKey(
                HeaderKey::Value(bytes.subspan<StoredState::kSendingHeader, 32>()));
            const ChainKey chainKey(ChainKey::Value(bytes.subspan<StoredState::kSendingKey, 32>()),
                                    1);
            RatchetHeader header;
            header.ratchetKey =
                x25519PublicKey(X25519SecretKey(bytes.subspan<StoredState::kOurSecret, 32>()));
            header.previousLength = length;
            header.number = 1;
            const Bytes envelope =
                sotto::test::craftedEnvelope(pair.associatedData, headerKey, chainKey.duplicate(),
                                             header, sotto::test::paddedBytes("x", {}));
            QCOMPARE(bob.open(envelope, pair.now).error(), OpenError::BadHeader);
            QVERIFY(sotto::test::sameState(bob, nearEnd.ratchet()));
        }
        // The longest that can be opens.
        nearEnd.put(nearEnd.receivingIndex(), kMaxChainLength - 5, 4);
        pair.bob = nearEnd.ratchet();
        StoredState longest(pair.alice);
        longest.put(StoredState::kSendingPreviousLength, kMaxChainLength, 4);
        pair.alice = longest.ratchet();
        QVERIFY(pair.deliver(pair.alice, pair.bob, "after a very long chain"));
        QCOMPARE(pair.bob.skippedKeyCount(), std::size_t{6});
        QVERIFY(Ratchet::parse(pair.bob.serialize().view()));
    }

    void aChainEndsAfterAMillionMessages()
    {
        RatchetPair pair(24);
        StoredState state(pair.alice);
        state.put(StoredState::kSendingIndex, kMaxChainLength - 1, 4);
        pair.alice = state.ratchet();
        QVERIFY(pair.alice.seal(asBytes("last"), pair.now, pair.random));
        const Ratchet before = sotto::test::copyOf(pair.alice);
        QCOMPARE(pair.alice.seal(asBytes("one more"), pair.now, pair.random).error(),
                 SealError::ChainExhausted);
        QVERIFY(sotto::test::sameState(before, pair.alice));
    }

    /// DESIGN section 10, attack 13.
    void randomTagsCostTwoTrialsEach()
    {
        RatchetPair pair(20);
        QVERIFY(pair.deliver(pair.alice, pair.bob, "first"));
        const SecretBytes before = pair.bob.serialize();
        Bytes noise(kEnvelopeSizes.front());
        for (int i = 0; i < 100'000; ++i) {
            pair.random.fill(MutableByteView(noise).first(25));
            noise[0] = 0x01;
            QVERIFY(!pair.bob.open(noise, pair.now));
        }
        QVERIFY(sameBytes(before, pair.bob.serialize()));
    }

    void sizesAreTheFour()
    {
        RatchetPair pair(21);
        const std::size_t fits = kEnvelopeSizes[0] - kMessageOverhead - kContentLengthBytes;
        QCOMPARE(pair.alice.seal(Bytes(0), pair.now, pair.random)->size(), kEnvelopeSizes[0]);
        QCOMPARE(pair.alice.seal(Bytes(fits), pair.now, pair.random)->size(), kEnvelopeSizes[0]);
        QCOMPARE(pair.alice.seal(Bytes(fits + 1), pair.now, pair.random)->size(),
                 kEnvelopeSizes[1]);
        QCOMPARE(pair.alice.seal(Bytes(kMaxContentBytes), pair.now, pair.random)->size(),
                 kEnvelopeSizes[3]);
        QCOMPARE(pair.alice.seal(Bytes(kMaxContentBytes + 1), pair.now, pair.random).error(),
                 SealError::ContentTooLong);
        QCOMPARE(pair.alice.sealPadded(Bytes(256), pair.random)->size(), std::size_t{256 + 99});
    }
};

QTEST_APPLESS_MAIN(TestRatchet)
#include "tst_ratchet.moc"
