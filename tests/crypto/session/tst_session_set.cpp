#include "crypto/base/init.h"
#include "tests/crypto/session/session_pair.h"

#include <QTest>

using namespace sotto::crypto;
using sotto::test::TestDevice;
using Pair = sotto::test::SessionPair;

namespace {

bool sameState(const SessionSet& a, const SessionSet& b)
{
    return equalConstantTime(a.serialize().view(), b.serialize().view());
}

} // namespace

class TestSessionSet : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QVERIFY(initialize()); }

    void beginsWithAndWithoutAOneTimePrekey()
    {
        for (const bool oneTime : {true, false}) {
            Pair pair(oneTime ? 1 : 2);
            QVERIFY(pair.alice.start(pair.bob, oneTime, pair.now, pair.random));
            const std::size_t offered = pair.bob.prekeys.offeredOneTimeCount();
            QCOMPARE(pair.send(pair.alice, pair.bob, "hi"), std::optional<std::string>("hi"));
            QCOMPARE(pair.bob.prekeys.offeredOneTimeCount(), offered - (oneTime ? 1 : 0));
            QCOMPARE(pair.send(pair.bob, pair.alice, "ho"), std::optional<std::string>("ho"));
        }
    }

    void handshakeRepeatsUntilTheFirstReply()
    {
        Pair pair(3);
        QVERIFY(pair.alice.start(pair.bob, true, pair.now, pair.random));
        const Bytes lost = pair.alice.seal(pair.bob, "lost", pair.now, pair.random);
        const Bytes second = pair.alice.seal(pair.bob, "second", pair.now, pair.random);
        QCOMPARE(lost.size(), second.size());
        QCOMPARE(lost[0], std::uint8_t{2});
        QVERIFY(!std::equal(lost.begin() + 3, lost.begin() + 200, second.begin() + 3));
        QCOMPARE(pair.deliver(pair.bob, second), std::optional<std::string>("second"));
        QCOMPARE(pair.deliver(pair.bob, lost), std::optional<std::string>("lost"));
        QVERIFY(pair.send(pair.bob, pair.alice, "reply"));
        QCOMPARE(pair.alice.seal(pair.bob, "now short", pair.now, pair.random).size(),
                 kEnvelopeSizes[0]);
    }

    void confirmationNeedsAnAnswer()
    {
        Pair pair(4);
        QVERIFY(pair.alice.start(pair.bob, true, pair.now, pair.random));
        QVERIFY(pair.send(pair.alice, pair.bob, "1"));
        QVERIFY(pair.send(pair.alice, pair.bob, "2"));
        QVERIFY(!pair.bob.with(pair.alice.address).hasConfirmed());
        QVERIFY(!pair.alice.with(pair.bob.address).hasConfirmed());
        QVERIFY(pair.send(pair.bob, pair.alice, "3"));
        QVERIFY(pair.alice.with(pair.bob.address).hasConfirmed());
        QVERIFY(!pair.bob.with(pair.alice.address).hasConfirmed());
        QVERIFY(pair.send(pair.alice, pair.bob, "4"));
        QVERIFY(pair.bob.with(pair.alice.address).hasConfirmed());
    }

    void simultaneousStartsSettleOnTheLowerSession()
    {
        int bothConfirmed = 0;
        for (std::uint64_t seed = 5; seed < 25; ++seed) {
            Pair pair(seed);
            QVERIFY(pair.alice.start(pair.bob, true, pair.now, pair.random));
            QVERIFY(pair.bob.start(pair.alice, true, pair.now, pair.random));
            const Bytes a = pair.alice.seal(pair.bob, "from alice", pair.now, pair.random);
            const Bytes b = pair.bob.seal(pair.alice, "from bob", pair.now, pair.random);
            QVERIFY(pair.deliver(pair.bob, a));
            QVERIFY(pair.deliver(pair.alice, b));
            if (seed % 2 == 0) { // both answers cross each other as well
                const Bytes c = pair.alice.seal(pair.bob, "c", pair.now, pair.random);
                const Bytes d = pair.bob.seal(pair.alice, "d", pair.now, pair.random);
                QVERIFY(pair.deliver(pair.bob, c));
                QVERIFY(pair.deliver(pair.alice, d));
            }
            for (int i = 0; i < 3; ++i) {
                QVERIFY(pair.send(pair.alice, pair.bob, "x"));
                QVERIFY(pair.send(pair.bob, pair.alice, "y"));
            }
            const auto& alices = pair.alice.with(pair.bob.address);
            const auto& bobs = pair.bob.with(pair.alice.address);
            QCOMPARE(alices.sessions().size(), std::size_t{2});
            QCOMPARE(alices.sendingSession()->id == bobs.sendingSession()->id, true);
            QVERIFY(alices.sendingSession()->confirmed() && bobs.sendingSession()->confirmed());
            if (alices.sessions()[0].confirmed() && alices.sessions()[1].confirmed()) {
                QVERIFY(alices.sendingSession()->id ==
                        std::min(alices.sessions()[0].id, alices.sessions()[1].id));
                ++bothConfirmed;
            }
        }
        QVERIFY(bothConfirmed > 0);
    }

    /// DESIGN section 10, attack 14: with a one-time prekey, without one, at another device, and
    /// after the signed prekey's end.
    void replayedFirstMessagesOpenNothing()
    {
        for (const bool oneTime : {true, false}) {
            Pair pair(oneTime ? 20 : 21);
            QVERIFY(pair.alice.start(pair.bob, oneTime, pair.now, pair.random));
            const Bytes first = pair.alice.seal(pair.bob, "once", pair.now, pair.random);
            QVERIFY(pair.deliver(pair.bob, first));
            QVERIFY(!pair.deliver(pair.bob, first));
            // Bob forgets the session, but not that he answered it.
            pair.bob.sets.clear();
            pair.bob.restart(pair.now);
            QVERIFY(!pair.deliver(pair.bob, first));
            QVERIFY(pair.bob.sets.empty());
            QCOMPARE(*pair.bob.lastFirstError,
                     oneTime ? FirstOpenError::UnknownPrekey : FirstOpenError::Replayed);
            TestDevice other(pair.random, pair.now);
            QVERIFY(!pair.deliver(other, first));
        }
    }

    void aFirstMessageDiesWithItsSignedPrekey()
    {
        Pair pair(22);
        QVERIFY(pair.alice.start(pair.bob, false, pair.now, pair.random));
        const Bytes first = pair.alice.seal(pair.bob, "late", pair.now, pair.random);
        pair.now = pair.now.plus(kSignedPrekeyLifetime);
        QVERIFY(pair.bob.prekeys.rotateIfDue(pair.now, pair.random));
        pair.bob.prekeys.markDrained(pair.now.plus({1}));
        QVERIFY(!pair.deliver(pair.bob, first));
        QCOMPARE(*pair.bob.lastFirstError, FirstOpenError::UnknownPrekey);
    }

    /// DESIGN section 10, attack 9: a copy of Alice's identity without her sessions.
    void aClonedIdentityIsHeld()
    {
        Pair pair(23);
        QVERIFY(pair.converse());
        TestDevice clone(pair.random, pair.now);
        clone.keys = std::move(*DeviceKeys::parse(pair.alice.keys.serialize().view()));
        clone.address = pair.alice.address;
        QVERIFY(clone.start(pair.bob, true, pair.now, pair.random));
        const auto before = pair.bob.with(clone.address).serialize();
        const Bytes intrusion = clone.seal(pair.bob, "it is me", pair.now, pair.random);
        QVERIFY(!pair.deliver(pair.bob, intrusion));
        QCOMPARE(*pair.bob.lastFirstError, FirstOpenError::Held);
        QVERIFY(equalConstantTime(before.view(), pair.bob.with(clone.address).serialize().view()));
        QCOMPARE(pair.send(pair.bob, pair.alice, "undisturbed"),
                 std::optional<std::string>("undisturbed"));
        QCOMPARE(pair.send(pair.alice, pair.bob, "indeed"), std::optional<std::string>("indeed"));
        // Not later either.
        QVERIFY(!pair.deliver(pair.bob, intrusion));
        QCOMPARE(*pair.bob.lastFirstError, FirstOpenError::Held);
    }

    void aResetMixesInTheConfirmedSession()
    {
        Pair pair(25);
        QVERIFY(pair.converse());
        QVERIFY(pair.alice.start(pair.bob, true, pair.now, pair.random));
        QCOMPARE(pair.send(pair.alice, pair.bob, "reset"), std::optional<std::string>("reset"));
        QCOMPARE(pair.send(pair.bob, pair.alice, "fine"), std::optional<std::string>("fine"));
        QCOMPARE(pair.send(pair.alice, pair.bob, "good"), std::optional<std::string>("good"));
        // Before both sides have settled on it there is nothing to begin anew for.
        QVERIFY(!pair.alice.start(pair.bob, true, pair.now, pair.random));
        const auto& alices = pair.alice.with(pair.bob.address);
        QCOMPARE(alices.sendingSession()->generation, 1U);
        QCOMPARE(pair.bob.with(pair.alice.address).sendingSession()->generation, 1U);
        QVERIFY(alices.sendingSession()->id ==
                pair.bob.with(pair.alice.address).sendingSession()->id);
    }

    void resetsInARowStayBounded()
    {
        Pair pair(26);
        QVERIFY(pair.converse());
        for (int i = 0; i < 10; ++i) {
            TestDevice& one = i % 2 == 0 ? pair.alice : pair.bob;
            TestDevice& two = i % 2 == 0 ? pair.bob : pair.alice;
            QVERIFY(one.start(two, i % 3 == 0, pair.now, pair.random));
            QVERIFY(pair.settle(one, two));
            for (const auto* set : {&one.with(two.address), &two.with(one.address)}) {
                QVERIFY(set->sessions().size() <= kMaxSessions);
                QCOMPARE(set->sendingSession()->generation, static_cast<std::uint32_t>(i + 1));
                const auto again = SessionSet::parse(set->serialize().view());
                QVERIFY(again);
                QVERIFY(sameState(*set, *again));
            }
        }
    }

    void unconfirmedSessionsNeverEvictAConfirmedOne()
    {
        Pair pair(27);
        QVERIFY(pair.converse());
        const SessionId confirmed = pair.bob.with(pair.alice.address).sendingSession()->id;
        // Alice's set is put back each time, so that she begins again and again.
        const SecretBytes stored = pair.alice.with(pair.bob.address).serialize();
        for (std::size_t i = 1; i < kMaxAnsweredOfADevice; ++i) {
            pair.alice.sets.insert_or_assign(pair.bob.address,
                                             std::move(*SessionSet::parse(stored.view())));
            QVERIFY(pair.alice.start(pair.bob, false, pair.now, pair.random));
            QVERIFY(pair.send(pair.alice, pair.bob, "never answered"));
            const auto& sessions = pair.bob.with(pair.alice.address).sessions();
            QVERIFY(sessions.size() <= kMaxSessions);
            QVERIFY(std::any_of(sessions.begin(), sessions.end(),
                                [&](const Session& s) { return s.id == confirmed; }));
        }
        QCOMPARE(pair.bob.with(pair.alice.address).sessions().size(), 1 + kMaxUnconfirmedOfASide);
    }

    void theIndexFollowsEverySession()
    {
        Pair pair(28);
        QVERIFY(pair.converse());
        for (int i = 0; i < 6; ++i) {
            QVERIFY(pair.alice.start(pair.bob, i % 2 == 0, pair.now, pair.random));
            QVERIFY(pair.settle(pair.alice, pair.bob));
            std::size_t expected = 0;
            for (const Session& s : pair.bob.with(pair.alice.address).sessions()) {
                expected += s.ratchet.expectedTags().size();
            }
            QCOMPARE(pair.bob.receiver.index().size(), expected);
            ReceiveIndex fresh;
            fresh.addAll(pair.bob.with(pair.alice.address));
            QCOMPARE(fresh.size(), expected);
        }
    }

    void identitiesCannotBeMisbound()
    {
        Pair pair(29);
        QVERIFY(pair.alice.start(pair.bob, true, pair.now, pair.random));
        const Bytes envelope = pair.alice.seal(pair.bob, "hi", pair.now, pair.random);
        // Bob's log look-up answers with Mallory's keys, or Mallory's name with Alice's keys.
        TestDevice mallory(pair.random, pair.now);
        const auto lie = [&](const DeviceAddress& address) {
            return std::optional(PeerDevice{address, mallory.keys.publicKeys()});
        };
        QVERIFY(!pair.bob.receive(envelope, lie, pair.now));
        const auto otherName = [&](const DeviceAddress&) {
            return std::optional(PeerDevice{mallory.address, pair.alice.keys.publicKeys()});
        };
        QVERIFY(!pair.bob.receive(envelope, otherName, pair.now));
        QVERIFY(pair.deliver(pair.bob, envelope));
    }

    void aReflectedFirstMessageOpensNothing()
    {
        Pair pair(30);
        QVERIFY(pair.alice.start(pair.bob, true, pair.now, pair.random));
        QVERIFY(!pair.deliver(pair.alice, pair.alice.seal(pair.bob, "hi", pair.now, pair.random)));
    }

    void aSetWithoutSkippedKeysIsSmall()
    {
        Pair pair(31);
        QVERIFY(pair.alice.start(pair.bob, true, pair.now, pair.random));
        for (int i = 0; i < 60; ++i) { // unanswered, so that an ML-KEM step is in flight as well
            static_cast<void>(pair.alice.seal(pair.bob, "x", pair.now, pair.random));
        }
        const SecretBytes stored = pair.alice.with(pair.bob.address).serialize();
        QVERIFY2(stored.size() <= 4096, std::to_string(stored.size()).c_str());
    }

    void everyByteOfAFirstMessageCounts()
    {
        Pair pair(33);
        QVERIFY(pair.alice.start(pair.bob, true, pair.now, pair.random));
        const Bytes envelope = pair.alice.seal(pair.bob, "hi", pair.now, pair.random);
        const auto store = pair.bob.prekeys.serialize();
        for (std::size_t at = 0; at < envelope.size(); at += 3) {
            Bytes changed = envelope;
            changed[at] ^= static_cast<std::uint8_t>(1U << (at % 8));
            pair.bob.restart(pair.now);
            QVERIFY(!pair.deliver(pair.bob, changed));
        }
        QVERIFY(equalConstantTime(store.view(), pair.bob.prekeys.serialize().view()));
        QVERIFY(pair.deliver(pair.bob, envelope));
    }
};

QTEST_APPLESS_MAIN(TestSessionSet)
#include "tst_session_set.moc"
