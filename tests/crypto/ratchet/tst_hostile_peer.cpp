// A peer that has a session's keys, as every peer does, and writes what no honest one would.
#include "crypto/base/init.h"
#include "tests/crypto/ratchet/hostile.h"
#include "tests/crypto/ratchet/ratchet_pair.h"
#include "tests/crypto/ratchet/stored_state.h"

#include <QTest>

using namespace sotto::crypto;
using sotto::test::copyOf;
using sotto::test::RatchetPair;
using sotto::test::sameState;
using sotto::test::StoredState;

namespace {

template <class Value> Value valueAt(const StoredState& state, std::size_t at)
{
    return Value(ByteView(state.bytes).subspan(at).first<Value::kSize>());
}

/// The keys of a sending chain, and what its headers say.
struct HostileChain
{
    Bytes seal(std::uint32_t number, std::uint32_t previousLength,
               std::optional<std::uint32_t> tagNumber = std::nullopt) const
    {
        RatchetHeader said{ratchetKey, previousLength, number, 0};
        return seal(said, number, tagNumber);
    }
    /// The header says one number and the key is that of @p keyNumber.
    Bytes seal(const RatchetHeader& header, std::uint32_t keyNumber,
               std::optional<std::uint32_t> tagNumber) const
    {
        ChainKey at = chainKey.duplicate();
        while (at.index() < keyNumber) {
            static_cast<void>(at.advance());
        }
        return sotto::test::craftedEnvelope(associatedData, headerKey, std::move(at), header,
                                            sotto::test::paddedBytes("x", {}), tagNumber);
    }

    AssociatedData associatedData;
    HeaderKey headerKey;
    ChainKey chainKey;
    X25519PublicKey ratchetKey;
};

/// The chain on which @p sender sends.
HostileChain currentChain(const RatchetPair& pair, const Ratchet& sender)
{
    const StoredState state(sender);
    std::uint32_t index = 0;
    for (std::size_t i = 0; i < 4; ++i) {
        index = index << 8U | state.bytes[StoredState::kSendingIndex + i];
    }
    return {pair.associatedData,
            HeaderKey(valueAt<HeaderKey::Value>(state, StoredState::kSendingHeader)),
            ChainKey(valueAt<ChainKey::Value>(state, StoredState::kSendingKey), index),
            x25519PublicKey(valueAt<X25519SecretKey>(state, StoredState::kOurSecret))};
}

/// The chain that @p sender, whose turn it is, would begin, with a ratchet key of its choice or
/// with its old one.
HostileChain nextChain(RatchetPair& pair, const Ratchet& sender, bool oldKey)
{
    const StoredState state(sender);
    auto secret = oldKey ? valueAt<X25519SecretKey>(state, StoredState::kOurSecret)
                         : generateX25519(pair.random).secretKey;
    const auto dh = agree(secret, valueAt<X25519PublicKey>(state, state.theirKey()));
    RootStep step =
        RootKey(valueAt<RootKey::Value>(state, StoredState::kRoot)).step(*dh, nullptr, 0);
    return {pair.associatedData,
            HeaderKey(valueAt<HeaderKey::Value>(state, StoredState::kNextSendingHeader)),
            std::move(step.chainKey), x25519PublicKey(secret)};
}

/// Alice has written and Bob has answered: it is her turn, with one message sent before.
struct AlicesTurn : RatchetPair
{
    explicit AlicesTurn(std::uint64_t seed)
        : RatchetPair(seed)
    {
        if (!deliver(alice, bob, "first") || !deliver(bob, alice, "turn")) {
            qFatal("no conversation");
        }
    }
};

/// Opens at a copy, or the error.
std::optional<OpenError> errorOf(const Ratchet& ratchet, const Bytes& envelope,
                                 std::uint32_t maxSkip = kMaxSkip)
{
    const Ratchet before = copyOf(ratchet);
    const auto opened = ratchet.open(envelope, {1'700'000'000}, maxSkip);
    if (!sameState(before, ratchet)) {
        qFatal("opening changed the state");
    }
    return opened ? std::nullopt : std::optional(opened.error());
}

using Error = std::optional<OpenError>;

} // namespace

class TestHostilePeer : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QVERIFY(initialize()); }

    void whatIsMadeByHandOpens()
    {
        AlicesTurn pair(1);
        const auto next = nextChain(pair, pair.alice, false);
        QCOMPARE(errorOf(pair.bob, next.seal(0, 1)), Error());
        QCOMPARE(errorOf(pair.bob, next.seal(3, 1)), Error());
        RatchetPair first(2);
        QCOMPARE(errorOf(first.bob, currentChain(first, first.alice).seal(0, 0)), Error());
    }

    void aRatchetKeyCannotBeUsedTwice()
    {
        AlicesTurn pair(3);
        const auto next = nextChain(pair, pair.alice, true);
        QCOMPARE(errorOf(pair.bob, next.seal(0, 1)), Error(OpenError::BadHeader));
    }

    /// The tag is bound to the number: otherwise one message could come under any tag of its chain
    /// and make another one's tag useless.
    void aTagBelongsToItsNumber()
    {
        AlicesTurn pair(4);
        const auto next = nextChain(pair, pair.alice, false);
        QCOMPARE(errorOf(pair.bob, next.seal(1, 1, 3)), Error(OpenError::BadHeader));
        QCOMPARE(errorOf(pair.bob, next.seal(100, 1, 3)), Error(OpenError::BadHeader));
        RatchetPair first(5);
        QVERIFY(first.deliver(first.alice, first.bob, "first"));
        const auto current = currentChain(first, first.alice);
        QCOMPARE(errorOf(first.bob, current.seal(2, 0)), Error());
        QCOMPARE(errorOf(first.bob, current.seal(2, 0, 3)), Error(OpenError::BadHeader));
        QCOMPARE(errorOf(first.bob, current.seal(100, 0, 3)), Error(OpenError::BadHeader));
    }

    void aChainKeepsItsRatchetKey()
    {
        RatchetPair pair(6);
        QVERIFY(pair.deliver(pair.alice, pair.bob, "first"));
        auto current = currentChain(pair, pair.alice);
        QCOMPARE(errorOf(pair.bob, current.seal(1, 0)), Error());
        current.ratchetKey = generateX25519(pair.random).publicKey;
        QCOMPARE(errorOf(pair.bob, current.seal(1, 0)), Error(OpenError::BadHeader));
    }

    void anOvertakenMessageHasItsNumber()
    {
        RatchetPair pair(7);
        QVERIFY(pair.deliver(pair.alice, pair.bob, "first"));
        const auto current = currentChain(pair, pair.alice); // number 1 comes next
        static_cast<void>(pair.seal(pair.alice, "late"));
        QVERIFY(pair.deliver(pair.alice, pair.bob, "overtakes"));
        QCOMPARE(pair.bob.skippedKeyCount(), std::size_t{1});
        QCOMPARE(errorOf(pair.bob, current.seal(1, 0)), Error());
        for (const std::uint32_t number : {0U, 2U, 77U}) {
            const RatchetHeader header{current.ratchetKey, 0, number, 0};
            QCOMPARE(errorOf(pair.bob, current.seal(header, 1, 1)), Error(OpenError::BadHeader));
        }
    }

    void theFirstChainHasNoneBefore()
    {
        RatchetPair pair(8);
        const auto first = currentChain(pair, pair.alice);
        QCOMPARE(errorOf(pair.bob, first.seal(0, 1)), Error(OpenError::BadHeader));
        QCOMPARE(errorOf(pair.bob, first.seal(0, kMaxChainLength)), Error(OpenError::BadHeader));
    }

    /// Two thousand keys are the most that one header makes us derive in a chain, new or not.
    void aGapInANewChainIsBounded()
    {
        AlicesTurn pair(9);
        const auto next = nextChain(pair, pair.alice, false);
        QCOMPARE(errorOf(pair.bob, next.seal(kMaxSkip, 1)), Error());
        QCOMPARE(errorOf(pair.bob, next.seal(kMaxSkip + 1, 1)), Error(OpenError::GapTooLarge));
        QCOMPARE(errorOf(pair.bob, next.seal(50 * kMaxSkip, 1)), Error(OpenError::GapTooLarge));
        QCOMPARE(errorOf(pair.bob, next.seal(kMaxUnconfirmedSkip, 1), kMaxUnconfirmedSkip),
                 Error());
        QCOMPARE(errorOf(pair.bob, next.seal(kMaxUnconfirmedSkip + 1, 1), kMaxUnconfirmedSkip),
                 Error(OpenError::GapTooLarge));
    }

    /// A previous chain that is said to have been longer than the limit: the first of its messages
    /// are still awaited, the rest is given up, and no more keys are derived.
    void aGapInThePreviousChainIsBounded()
    {
        for (const std::uint32_t limit : {kMaxSkip, kMaxUnconfirmedSkip}) {
            RatchetPair pair(10);
            QVERIFY(pair.deliver(pair.alice, pair.bob, "first"));
            const Bytes lost = pair.seal(pair.alice, "lost");
            QVERIFY(pair.deliver(pair.bob, pair.alice, "turn"));
            const auto next = nextChain(pair, pair.alice, false);
            auto staged = pair.bob.open(next.seal(0, kMaxChainLength), pair.now, limit);
            QVERIFY(staged);
            static_cast<void>(pair.bob.commit(std::move(*staged), pair.now));
            QCOMPARE(pair.bob.skippedKeyCount(), std::size_t{limit});
            QCOMPARE(pair.receive(pair.bob, lost), std::optional<std::string>("lost"));
        }
    }

    /// A session that nobody has confirmed is anybody's: one message of 4 KiB made its receiver
    /// derive and store two thousand keys.
    void aStrangersFirstMessageCostsLittle()
    {
        RatchetPair pair(11);
        const auto first = currentChain(pair, pair.alice);
        QCOMPARE(errorOf(pair.bob, first.seal(kMaxUnconfirmedSkip + 1, 0), kMaxUnconfirmedSkip),
                 Error(OpenError::GapTooLarge));
        auto staged =
            pair.bob.open(first.seal(kMaxUnconfirmedSkip, 0), pair.now, kMaxUnconfirmedSkip);
        QVERIFY(staged);
        static_cast<void>(pair.bob.commit(std::move(*staged), pair.now));
        QCOMPARE(pair.bob.skippedKeyCount(), std::size_t{kMaxUnconfirmedSkip});
        QVERIFY(pair.bob.serialize().size() < 6'000);
        // In the same chain again.
        const std::uint32_t next = kMaxUnconfirmedSkip + 1;
        QCOMPARE(errorOf(pair.bob, first.seal(next + kMaxUnconfirmedSkip, 0), kMaxUnconfirmedSkip),
                 Error());
        QCOMPARE(
            errorOf(pair.bob, first.seal(next + kMaxUnconfirmedSkip + 1, 0), kMaxUnconfirmedSkip),
            Error(OpenError::GapTooLarge));
    }

    /// The price of an envelope is told before it is paid, from the header alone.
    void theGapOfAnEnvelopeIsKnown()
    {
        AlicesTurn pair(12);
        using Gap = std::optional<std::uint32_t>;
        const auto next = nextChain(pair, pair.alice, false);
        const auto gap = [&](Bytes envelope) {
            envelope.back() ^= 1; // the body does not matter
            return pair.bob.gapOf(envelope);
        };
        QCOMPARE(gap(next.seal(0, 1)), Gap(0));
        QCOMPARE(gap(next.seal(7, 1)), Gap(7));
        QCOMPARE(gap(next.seal(7, 21)), Gap(27));
        QCOMPARE(gap(next.seal(5000, kMaxChainLength)), Gap(2 * kMaxSkip));
        QVERIFY(pair.bob.recognizes(next.seal(0, 1))); // by the next header key
        QVERIFY(!pair.alice.recognizes(next.seal(0, 1)));
        auto staged = pair.bob.open(next.seal(2, 1), pair.now);
        static_cast<void>(pair.bob.commit(std::move(*staged), pair.now));
        QVERIFY(pair.bob.recognizes(next.seal(9, 1))); // by the current one
        QCOMPARE(gap(next.seal(9, 1)), Gap(6));
        QCOMPARE(gap(next.seal(1, 1)), Gap(0)); // overtaken
        QCOMPARE(gap(next.seal(2, 1)), Gap(0)); // opened
        QCOMPARE(gap(Bytes(1024, 1)), Gap());
    }
};

QTEST_APPLESS_MAIN(TestHostilePeer)
#include "tst_hostile_peer.moc"
