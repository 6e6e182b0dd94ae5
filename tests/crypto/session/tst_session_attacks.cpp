// What somebody does to the sessions of two devices: a clone, a thief of prekeys, a thief of old
// states, a network that loses and reorders while both sides begin at once.
#include "crypto/base/init.h"
#include "tests/crypto/session/forged_handshake.h"

#include <QTest>

using namespace sotto::crypto;
using sotto::test::ForgedHandshake;
using sotto::test::TestDevice;
using Pair = sotto::test::SessionPair;

namespace {

const SessionSet& bobsSet(Pair& pair)
{
    return pair.bob.with(pair.alice.address);
}

/// Begins a session of Alice's that is confirmed by exchanging @p rounds of messages.
bool talk(Pair& pair, int rounds = 6)
{
    bool opened = true;
    for (int i = 0; i < rounds; ++i) {
        opened = pair.send(pair.alice, pair.bob, "a").has_value() && opened;
        opened = pair.send(pair.bob, pair.alice, "b").has_value() && opened;
    }
    return opened;
}

} // namespace

class TestSessionAttacks : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QVERIFY(initialize()); }

    // Said in THREAT-MODEL.md under what is not defended: before a session is confirmed, and until
    // the prekey is rotated, who stole it speaks as anybody.
    void aStolenSignedPrekeyImpersonatesBeforeAnythingIsConfirmed()
    {
        Pair pair(1);
        ForgedHandshake thief(pair, nullptr);
        QCOMPARE(pair.deliver(pair.bob, thief.seal("I am Alice")),
                 std::optional<std::string>("I am Alice"));
        QVERIFY(!bobsSet(pair).hasConfirmed());
    }

    // Attack 10, the plain way.
    void aStolenSignedPrekeyDisplacesNothing()
    {
        Pair pair(2);
        QVERIFY(pair.converse());
        const auto before = bobsSet(pair).serialize();
        ForgedHandshake thief(pair, nullptr);
        QVERIFY(!pair.deliver(pair.bob, thief.seal("forged")));
        QCOMPARE(*pair.bob.lastFirstError, FirstOpenError::Held);
        const auto reset = thief.resetSecret();
        ForgedHandshake again(pair, &reset);
        QVERIFY(!pair.deliver(pair.bob, again.seal("forged")));
        QCOMPARE(*pair.bob.lastFirstError, FirstOpenError::UnknownReset);
        QVERIFY(equalConstantTime(before.view(), bobsSet(pair).serialize().view()));
        QVERIFY(talk(pair));
    }

    // Attack 10, with patience: let in before anything was confirmed, the thief names the reset
    // secret of that session. While nothing is confirmed that is of no use.
    void aForgedSessionCannotRenewItself()
    {
        Pair pair(10);
        ForgedHandshake thief(pair, nullptr);
        QVERIFY(pair.deliver(pair.bob, thief.seal("let in")));
        const auto reset = thief.resetSecret();
        ForgedHandshake again(pair, &reset);
        QVERIFY(!pair.deliver(pair.bob, again.seal("a generation ahead")));
        QCOMPARE(*pair.bob.lastFirstError, FirstOpenError::UnknownReset);
        QCOMPARE(bobsSet(pair).sendingSession()->generation, 0U);
    }

    // The same once a session of the real Alice stands beside the thief's.
    void anUnconfirmedSessionsResetSecretIsNotTaken()
    {
        Pair pair(20);
        QVERIFY(pair.alice.start(pair.bob, true, pair.now, pair.random));
        QVERIFY(pair.send(pair.alice, pair.bob, "first"));
        ForgedHandshake thief(pair, nullptr);
        QVERIFY(pair.deliver(pair.bob, thief.seal("let in second")));
        // The first of two unconfirmed sessions is answered: the thief hears nothing.
        const Bytes answer = pair.bob.seal(pair.alice, "answer", pair.now, pair.random);
        QVERIFY(!thief.opens(answer));
        QVERIFY(pair.deliver(pair.alice, answer));
        QVERIFY(talk(pair));
        QVERIFY(bobsSet(pair).hasConfirmed());
        const SessionId sending = bobsSet(pair).sendingSession()->id;
        const auto reset = thief.resetSecret();
        ForgedHandshake again(pair, &reset);
        QVERIFY(!pair.deliver(pair.bob, again.seal("takeover")));
        QCOMPARE(*pair.bob.lastFirstError, FirstOpenError::UnknownReset);
        QVERIFY(bobsSet(pair).sendingSession()->id == sending);
        QVERIFY(!again.opens(pair.bob.seal(pair.alice, "secret", pair.now, pair.random)));
        QVERIFY(talk(pair));
    }

    void aFloodOfForgedSessionsLeavesTheFirstInPlace()
    {
        Pair pair(21);
        QVERIFY(pair.alice.start(pair.bob, true, pair.now, pair.random));
        QVERIFY(pair.send(pair.alice, pair.bob, "first"));
        QVERIFY(pair.bob.start(pair.alice, true, pair.now, pair.random));
        for (int i = 0; i < 5; ++i) {
            ForgedHandshake thief(pair, nullptr);
            QVERIFY(pair.deliver(pair.bob, thief.seal("me")));
            QVERIFY(bobsSet(pair).sessions().size() <= kMaxSessions);
        }
        QVERIFY(pair.send(pair.bob, pair.alice, "to the first"));
        QVERIFY(talk(pair));
    }

    // Who copied a device uses the session that lost a simultaneous start, weeks later.
    void aCopyOfASupersededSessionIsOfNoUse()
    {
        int tried = 0;
        for (std::uint64_t seed = 30; seed < 50; ++seed) {
            Pair pair(seed);
            QVERIFY(pair.converseAtOnce());
            QVERIFY(talk(pair));
            auto& alices = pair.alice.with(pair.bob.address);
            if (alices.sessions().size() != 2 ||
                !alices.sessions()[0].superseded != !!alices.sessions()[1].superseded) {
                continue;
            }
            ++tried;
            auto copy = std::move(*SessionSet::parse(alices.serialize().view()));
            pair.now = pair.now.plus(kSupersededLifetime).plus({1});
            QVERIFY(talk(pair));
            const auto changes = alices.expire(pair.now);
            QVERIFY(!changes.removed.empty());
            static_cast<void>(pair.bob.with(pair.alice.address).expire(pair.now));
            QCOMPARE(alices.sessions().size(), std::size_t{1});
            QCOMPARE(bobsSet(pair).sessions().size(), std::size_t{1});
            QVERIFY(alices.sendingSession()->id == bobsSet(pair).sendingSession()->id);
            // The copy has both sessions: the one is gone at Bob, the other has healed.
            TestDevice clone(pair.random, pair.now);
            clone.keys = std::move(*DeviceKeys::parse(pair.alice.keys.serialize().view()));
            clone.address = pair.alice.address;
            clone.sets.emplace(pair.bob.address, std::move(copy));
            for (const bool anew : {false, true}) {
                if (anew && !clone.start(pair.bob, true, pair.now, pair.random)) {
                    continue;
                }
                QVERIFY(
                    !pair.deliver(pair.bob, clone.seal(pair.bob, "forged", pair.now, pair.random)));
            }
            QVERIFY(talk(pair));
        }
        QVERIFY(tried > 5);
    }

    // A copy of the state before a reset, used while the old session still lies beside the new one.
    void anOlderGenerationsResetSecretCountsNoMore()
    {
        Pair pair(50);
        QVERIFY(pair.converse());
        auto copy =
            std::move(*SessionSet::parse(pair.alice.with(pair.bob.address).serialize().view()));
        QVERIFY(pair.alice.start(pair.bob, true, pair.now, pair.random));
        for (int i = 0; i < 2; ++i) { // confirmed at Bob, and not yet superseding anything there
            QVERIFY(pair.send(pair.alice, pair.bob, "a"));
            QVERIFY(pair.send(pair.bob, pair.alice, "b"));
        }
        QVERIFY(bobsSet(pair).sendingSession()->confirmed());
        QVERIFY(std::none_of(bobsSet(pair).sessions().begin(), bobsSet(pair).sessions().end(),
                             [](const Session& s) { return s.superseded.has_value(); }));
        QCOMPARE(bobsSet(pair).sessions().size(), std::size_t{2});
        TestDevice clone(pair.random, pair.now);
        clone.keys = std::move(*DeviceKeys::parse(pair.alice.keys.serialize().view()));
        clone.address = pair.alice.address;
        clone.sets.emplace(pair.bob.address, std::move(copy));
        QVERIFY(clone.start(pair.bob, true, pair.now, pair.random));
        QVERIFY(!pair.deliver(pair.bob, clone.seal(pair.bob, "reset", pair.now, pair.random)));
        QCOMPARE(*pair.bob.lastFirstError, FirstOpenError::UnknownReset);
    }

    // The same of the session that lost a simultaneous start, within the hour that it still has.
    void aSupersededSessionsResetSecretCountsNoMore()
    {
        int tried = 0;
        for (std::uint64_t seed = 30; seed < 50; ++seed) {
            Pair pair(seed);
            QVERIFY(pair.converseAtOnce());
            QVERIFY(talk(pair));
            const auto& bobs = bobsSet(pair).sessions();
            const auto lost = std::find_if(bobs.begin(), bobs.end(), [](const Session& s) {
                return s.superseded && s.confirmed();
            });
            if (lost == bobs.end()) {
                continue;
            }
            const auto& alices = pair.alice.with(pair.bob.address).sessions();
            const auto copied = std::find_if(alices.begin(), alices.end(),
                                             [&](const Session& s) { return s.id == lost->id; });
            QVERIFY(copied != alices.end());
            const auto reset = copied->ratchet.exportResetSecret();
            QVERIFY(reset && lost->ratchet.findResetSecret(resetSecretId(*reset)));
            ForgedHandshake thief(pair, &*reset);
            QVERIFY(!pair.deliver(pair.bob, thief.seal("reset")));
            QCOMPARE(*pair.bob.lastFirstError, FirstOpenError::UnknownReset);
            ++tried;
        }
        QVERIFY(tried > 3);
    }

    // No warning over something old: the session that it began has ended meanwhile.
    void aReplayBesideAConfirmedSessionIsNoWarning()
    {
        Pair pair(51);
        QVERIFY(pair.alice.start(pair.bob, false, pair.now, pair.random));
        const Bytes first = pair.alice.seal(pair.bob, "once", pair.now, pair.random);
        QVERIFY(pair.deliver(pair.bob, first));
        QVERIFY(talk(pair));
        QVERIFY(pair.alice.start(pair.bob, false, pair.now, pair.random));
        QVERIFY(pair.settle(pair.alice, pair.bob));
        pair.now = pair.now.plus(kSupersededLifetime).plus({1});
        pair.bob.receiver.apply(pair.alice.address, {},
                                pair.bob.with(pair.alice.address).expire(pair.now), pair.now);
        QCOMPARE(bobsSet(pair).sessions().size(), std::size_t{1});
        QVERIFY(!pair.deliver(pair.bob, first));
        QCOMPARE(*pair.bob.lastFirstError, FirstOpenError::Replayed);
    }

    void aSetTakesItsOwnPeersHandshakesOnly()
    {
        Pair pair(52);
        QVERIFY(pair.alice.start(pair.bob, true, pair.now, pair.random));
        const Bytes envelope = pair.alice.seal(pair.bob, "hi", pair.now, pair.random);
        const auto first = openFirstMessage(envelope, pair.bob.keys.sealing().secretKey);
        const TestDevice other(pair.random, pair.now);
        const SessionSet set(other.address);
        const auto opened =
            set.openFirst(*first, pair.bob.own(), pair.bob.prekeys, pair.alice.asPeer(), pair.now);
        QVERIFY(!opened && opened.error() == FirstOpenError::NotOpened);
    }

    // Two confirmed sessions of a simultaneous start, and a third: the worst makes place.
    void theLeastPreferredConfirmedSessionMakesPlace()
    {
        int tried = 0;
        for (std::uint64_t seed = 30; seed < 50; ++seed) {
            Pair pair(seed);
            QVERIFY(pair.converseAtOnce());
            QVERIFY(talk(pair));
            const auto& bobs = bobsSet(pair).sessions();
            if (bobs.size() != 2 || !bobs[0].confirmed() || !bobs[1].confirmed()) {
                continue;
            }
            const SessionId kept = bobsSet(pair).sendingSession()->id;
            tried += kept == bobs[1].id ? 0 : 1; // the worst is not the first
            QVERIFY(pair.alice.start(pair.bob, true, pair.now, pair.random));
            QVERIFY(pair.settle(pair.alice, pair.bob));
            QCOMPARE(bobs.size(), std::size_t{2});
            QVERIFY(std::any_of(bobs.begin(), bobs.end(),
                                [&](const Session& s) { return s.id == kept; }));
        }
        QVERIFY(tried > 1);
    }

    // The peer's prekeys ended before the handshake arrived.
    void aDeadHandshakeIsReplaced()
    {
        for (std::uint64_t seed = 60; seed < 80; ++seed) {
            Pair pair(seed);
            QVERIFY(pair.alice.start(pair.bob, false, pair.now, pair.random));
            // As long as nothing has changed there is nothing to begin anew for.
            QVERIFY(!pair.alice.start(pair.bob, false, pair.now, pair.random));
            pair.now = pair.now.plus(kSignedPrekeyLifetime);
            QVERIFY(pair.bob.prekeys.rotateIfDue(pair.now, pair.random));
            pair.bob.prekeys.markDrained(pair.now.plus({1}));
            QVERIFY(pair.alice.start(pair.bob, false, pair.now, pair.random));
            QCOMPARE(pair.send(pair.alice, pair.bob, "at last"),
                     std::optional<std::string>("at last"));
            QVERIFY(pair.settle(pair.alice, pair.bob));
        }
    }

    void aHandshakeIsTriedAgainWithoutItsOneTimePrekey()
    {
        Pair pair(81);
        QVERIFY(pair.alice.start(pair.bob, true, pair.now, pair.random));
        QVERIFY(!pair.alice.start(pair.bob, true, pair.now, pair.random));
        QVERIFY(pair.alice.start(pair.bob, false, pair.now, pair.random));
        QVERIFY(!pair.alice.start(pair.bob, false, pair.now, pair.random));
        QVERIFY(pair.settle(pair.alice, pair.bob));
        QCOMPARE(pair.alice.with(pair.bob.address).sessions().size(),
                 std::size_t{2}); // an answer to the first one would still open
    }

    void twoHandshakesMayWaitAndAThirdOnlyAfterAWeek()
    {
        Pair pair(85);
        QVERIFY(pair.alice.start(pair.bob, true, pair.now, pair.random));
        QVERIFY(pair.alice.start(pair.bob, false, pair.now, pair.random));
        const auto rotate = [&] {
            pair.now = pair.now.plus(kSignedPrekeyLifetime);
            return pair.bob.prekeys.rotateIfDue(pair.now, pair.random);
        };
        QVERIFY(rotate());
        QVERIFY(!pair.alice.start(pair.bob, false, pair.now, pair.random));
        QVERIFY(rotate());
        pair.now = pair.now.plus(kHandshakePatience);
        const SessionId second = pair.alice.with(pair.bob.address).sessions()[1].id;
        QVERIFY(pair.alice.start(pair.bob, false, pair.now, pair.random));
        const auto& sessions = pair.alice.with(pair.bob.address).sessions();
        QCOMPARE(sessions.size(), kMaxUnconfirmedOfASide);
        QVERIFY(sessions[0].id == second);
    }

    // No bundle with such a key verifies; what is stored could still hold one, and must not use up
    // the ratchet in vain.
    void aSealingKeyOfLowOrderMovesNothing()
    {
        Pair pair(82);
        QVERIFY(pair.alice.start(pair.bob, false, pair.now, pair.random));
        const auto stored = pair.alice.with(pair.bob.address).serialize();
        Bytes bytes(stored.view().begin(), stored.view().end());
        const XWingPublicKey& key = pair.bob.keys.sealing().publicKey;
        const auto at = std::search(bytes.begin(), bytes.end(), key.bytes.begin(), key.bytes.end());
        QVERIFY(at != bytes.end());
        std::fill_n(at + XWingPublicKey::kSize - 32, 32, std::uint8_t{0});
        auto set = SessionSet::parse(bytes);
        QVERIFY(set);
        const auto sealed = set->seal(asBytes("x"), {}, pair.now, pair.random);
        QVERIFY(!sealed && sealed.error() == SendError::UnusableKey);
        QVERIFY(std::ranges::equal(bytes, set->serialize().view()));
    }

    void aStoredSetIsReadStrictly()
    {
        Pair pair(86);
        QVERIFY(pair.alice.start(pair.bob, false, pair.now, pair.random));
        const auto stored = pair.alice.with(pair.bob.address).serialize();
        Bytes bytes(stored.view().begin(), stored.view().end());
        // One session of an initiator: its turns stand behind version, address, count, version,
        // identifier, generation, role.
        const std::size_t turns = 1 + 64 + 1 + 1 + 32 + 4 + 1;
        QCOMPARE(bytes[turns], std::uint8_t{0});
        QCOMPARE(bytes[turns - 1], std::uint8_t{1});
        for (const auto bad : Bytes{1, 3, 4, 255}) {
            bytes[turns] = bad;
            QVERIFY(!SessionSet::parse(bytes)); // has turned, and yet waits for an answer
        }
        bytes[turns] = 0;
        QVERIFY(SessionSet::parse(bytes));
        bytes[turns - 1] = 0;
        QVERIFY(!SessionSet::parse(bytes)); // a responder that nobody wrote to
        // The same session twice.
        bytes[turns - 1] = 1;
        const Bytes one(bytes.begin() + 66, bytes.end());
        bytes[65] = 2;
        append(bytes, one);
        QVERIFY(!SessionSet::parse(bytes));
    }

    void aStoredSetHoldsNoMoreThanItsPlaces()
    {
        Pair pair(87);
        QVERIFY(pair.converse());
        const auto confirmed = pair.alice.with(pair.bob.address).serialize();
        QVERIFY(pair.alice.start(pair.bob, false, pair.now, pair.random));
        const auto both = pair.alice.with(pair.bob.address).serialize();
        // Version, address and count; then the sessions, each with its identifier at 1.
        const Bytes head(both.view().begin(), both.view().begin() + 65);
        const Bytes one(confirmed.view().begin() + 66, confirmed.view().end());
        const Bytes waiting(both.view().begin() + static_cast<std::ptrdiff_t>(confirmed.size()),
                            both.view().end());
        for (const auto& [session, most] :
             {std::pair(one, kMaxConfirmedSessions), {waiting, kMaxUnconfirmedOfASide}}) {
            Bytes stored = head;
            stored.push_back(0);
            for (std::uint8_t count = 1; count <= 3; ++count) {
                Bytes copy = session;
                copy[1] = count;
                stored[65] = count;
                append(stored, copy);
                QCOMPARE(SessionSet::parse(stored).has_value(), count <= most);
            }
        }
    }

    void aMessageOpensInTheSessionItWasFoundIn()
    {
        Pair pair(88);
        QVERIFY(pair.converse());
        const Bytes envelope = pair.alice.seal(pair.bob, "x", pair.now, pair.random);
        const SessionId other;
        const auto opened = bobsSet(pair).open(envelope, &other, pair.now);
        QVERIFY(!opened && opened.error() == OpenError::UnknownHeader);
        QVERIFY(pair.deliver(pair.bob, envelope));
    }

    void aSessionThatIsWrittenToIsNotIdle()
    {
        Pair pair(89);
        QVERIFY(pair.converse());
        QVERIFY(pair.alice.start(pair.bob, true, pair.now, pair.random));
        QVERIFY(pair.send(pair.alice, pair.bob, "one"));
        pair.now = pair.now.plus(Duration::days(20));
        QVERIFY(pair.send(pair.alice, pair.bob, "two"));
        pair.now = pair.now.plus(Duration::days(20));
        static_cast<void>(pair.bob.with(pair.alice.address).expire(pair.now));
        QCOMPARE(bobsSet(pair).sessions().size(), std::size_t{2});
        pair.now = pair.now.plus(Duration::days(11));
        static_cast<void>(pair.bob.with(pair.alice.address).expire(pair.now));
        QCOMPARE(bobsSet(pair).sessions().size(), std::size_t{1});
    }

    // A program that opens one first message twice before it stores either.
    void aHandshakeCommittedTwiceIsThereOnce()
    {
        Pair pair(83);
        QVERIFY(pair.alice.start(pair.bob, true, pair.now, pair.random));
        const Bytes envelope = pair.alice.seal(pair.bob, "once", pair.now, pair.random);
        const auto first = openFirstMessage(envelope, pair.bob.keys.sealing().secretKey);
        SessionSet& set = pair.bob.with(pair.alice.address);
        auto one =
            set.openFirst(*first, pair.bob.own(), pair.bob.prekeys, pair.alice.asPeer(), pair.now);
        auto two =
            set.openFirst(*first, pair.bob.own(), pair.bob.prekeys, pair.alice.asPeer(), pair.now);
        QVERIFY(one && two);
        QVERIFY(!set.commit(std::move(*one), pair.now).added.empty());
        QVERIFY(set.commit(std::move(*two), pair.now).added.empty());
        QCOMPARE(set.sessions().size(), std::size_t{1});
        QVERIFY(SessionSet::parse(set.serialize().view()));
    }

    void idleSessionsEndButTheChosenOneStays()
    {
        Pair pair(84);
        QVERIFY(pair.converse());
        SessionSet& bobs = pair.bob.with(pair.alice.address);
        const SessionId chosen = bobs.sendingSession()->id;
        QVERIFY(pair.alice.start(pair.bob, true, pair.now, pair.random));
        QVERIFY(pair.send(pair.alice, pair.bob, "never answered"));
        QCOMPARE(bobs.sessions().size(), std::size_t{2});
        pair.now = pair.now.plus(kIdleSessionLifetime);
        static_cast<void>(bobs.expire(pair.now));
        QCOMPARE(bobs.sessions().size(), std::size_t{2});
        pair.now = pair.now.plus({1});
        static_cast<void>(bobs.expire(pair.now));
        QCOMPARE(bobs.sessions().size(), std::size_t{1});
        QVERIFY(bobs.sendingSession()->id == chosen);
        pair.now = pair.now.plus(Duration::days(1000));
        static_cast<void>(bobs.expire(pair.now));
        QVERIFY(bobs.sendingSession() != nullptr);
    }

    /// Both sides begin whenever they may, over a network that loses and reorders; afterwards they
    /// hear each other again.
    void sessionsBegunAtOnceAlwaysMeet()
    {
        std::size_t waited = 0;
        for (std::uint64_t seed = 100; seed < 160; ++seed) {
            Pair pair(seed);
            sotto::test::DeterministicRandom choices(seed + 5000);
            std::vector<std::pair<bool, Bytes>> flying; // to Alice?
            const auto post = [&](bool byAlice) {
                TestDevice& from = byAlice ? pair.alice : pair.bob;
                TestDevice& to = byAlice ? pair.bob : pair.alice;
                Bytes envelope = from.seal(to, "x", pair.now, pair.random);
                if (!envelope.empty()) {
                    flying.emplace_back(!byAlice, std::move(envelope));
                }
            };
            const auto begin = [&](bool byAlice) {
                TestDevice& from = byAlice ? pair.alice : pair.bob;
                TestDevice& to = byAlice ? pair.bob : pair.alice;
                if (to.oneTimeGivenOut + 1 >= to.prekeys.offeredOneTimeCount()) {
                    to.prekeys.replenish(pair.now, pair.random);
                    to.oneTimeGivenOut = 0;
                }
                return from.start(to, choices.below(2) == 0, pair.now, pair.random);
            };
            const std::uint32_t loss = choices.below(6); // of ten
            int begun = 0;
            for (int step = 0; step < 600; ++step) {
                const std::uint32_t what = choices.below(100);
                if (what < 4) {
                    begun += begin(true) ? 1 : 0;
                } else if (what < 8) {
                    begun += begin(false) ? 1 : 0;
                } else if (what < 50 || flying.empty()) {
                    post(what % 2 == 0);
                } else {
                    const auto at = flying.begin() + choices.below(static_cast<std::uint32_t>(
                                                         std::min<std::size_t>(flying.size(), 8)));
                    if (choices.below(10) >= loss) {
                        pair.bob.restart(pair.now);
                        pair.alice.restart(pair.now);
                        static_cast<void>(
                            pair.deliver(at->first ? pair.alice : pair.bob, at->second));
                    }
                    flying.erase(at);
                }
                pair.now = pair.now.plus({choices.below(1200)});
                if (what == 99) {
                    for (auto* device : {&pair.alice, &pair.bob}) {
                        if (device->prekeys.rotateIfDue(pair.now, pair.random)) {
                            device->prekeys.replenish(pair.now, pair.random);
                            device->oneTimeGivenOut = 0;
                        }
                        for (auto& [address, set] : device->sets) {
                            device->receiver.apply(address, {}, set.expire(pair.now), pair.now);
                        }
                    }
                }
            }
            QVERIFY(begun > 0);
            // Nothing is lost any more: soon every message opens.
            if (pair.alice.with(pair.bob.address).sendingSession() == nullptr) {
                QVERIFY(begin(true));
            }
            const auto meet = [&] {
                bool meets = false;
                for (int round = 0; round < 6; ++round) {
                    pair.bob.restart(pair.now);
                    pair.alice.restart(pair.now);
                    const bool there = pair.send(pair.alice, pair.bob, "a").has_value();
                    if (pair.bob.with(pair.alice.address).sendingSession() == nullptr) {
                        continue;
                    }
                    meets = pair.send(pair.bob, pair.alice, "b").has_value() && there;
                }
                return meets;
            };
            bool meets = meet();
            if (!meets) {
                // Somebody has begun more often in two days than is answered, and waits for the
                // next prekeys.
                pair.now = pair.now.plus(kHandshakePatience);
                for (const bool byAlice : {true, false}) {
                    TestDevice& from = byAlice ? pair.alice : pair.bob;
                    TestDevice& to = byAlice ? pair.bob : pair.alice;
                    QVERIFY(to.prekeys.rotateIfDue(pair.now, pair.random));
                    const Session* sending = from.with(to.address).sendingSession();
                    const auto& there = to.with(from.address).sessions();
                    if (sending != nullptr && sending->pending != nullptr &&
                        std::none_of(there.begin(), there.end(), [&](const Session& session) {
                            return session.id == sending->id;
                        })) {
                        QVERIFY(begin(byAlice));
                        ++waited;
                    }
                }
                meets = meet();
            }
            QVERIFY2(meets, std::to_string(seed).c_str());
        }
        QVERIFY(waited <= 4);
    }
};

QTEST_APPLESS_MAIN(TestSessionAttacks)
#include "tst_session_attacks.moc"
