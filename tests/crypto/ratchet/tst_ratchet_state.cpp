// The stored form of a ratchet, PROTOCOL.md section 7.7.
#include "crypto/base/init.h"
#include "tests/crypto/ratchet/ratchet_pair.h"
#include "tests/crypto/ratchet/stored_state.h"

#include <functional>
#include <set>

#include <QTest>

using namespace sotto::crypto;
using sotto::test::RatchetPair;
using sotto::test::StoredState;

namespace {

/// States of all shapes: both roles, with and without each chain, each phase of the ML-KEM step,
/// with skipped keys of several chains.
std::vector<Bytes> manyStates()
{
    std::vector<Bytes> out;
    RatchetPair pair(1);
    const auto keep = [&] {
        out.push_back(StoredState(pair.alice).bytes);
        out.push_back(StoredState(pair.bob).bytes);
    };
    keep();
    for (int i = 0; i < 8; ++i) {
        static_cast<void>(pair.deliver(pair.alice, pair.bob, "a"));
        keep();
        if (i >= 5) {
            static_cast<void>(pair.seal(pair.alice, "lost"));
            static_cast<void>(pair.deliver(pair.alice, pair.bob, "behind it"));
        }
        static_cast<void>(pair.deliver(pair.bob, pair.alice, "b"));
        keep();
        pair.now = pair.now.plus(Duration::hours(8));
    }
    return out;
}

bool parses(ByteView stored)
{
    return Ratchet::parse(stored).has_value();
}

} // namespace

Q_DECLARE_METATYPE(std::function<void(StoredState&)>)

class TestRatchetState : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QVERIFY(initialize()); }

    void roundTripsAreByteEqual()
    {
        std::set<int> phases;
        for (const Bytes& stored : manyStates()) {
            const auto ratchet = Ratchet::parse(stored);
            QVERIFY(ratchet);
            const StoredState again(*ratchet);
            QCOMPARE(again.bytes, stored);
            phases.insert(again.bytes[again.kemPhase()]);
        }
        QCOMPARE(phases, (std::set<int>{0, 1, 2, 3}));
    }

    void truncationsAndTrailingBytesAreRefused()
    {
        for (const Bytes& stored : manyStates()) {
            // Every length of the fixed part and of the end; a few in the long middle.
            for (std::size_t size = 0; size < stored.size();
                 size += size < 300 || stored.size() - size < 70 ? 1U : 61U) {
                QVERIFY(!parses(ByteView(stored).first(size)));
            }
            Bytes longer = stored;
            longer.push_back(0);
            const auto error = Ratchet::parse(longer).error();
            QVERIFY(error.kind == ParseError::Kind::TrailingBytes);
            QCOMPARE(error.offset, stored.size());
        }
    }

    void fieldsOutOfRangeAreRefused_data()
    {
        using Change = std::function<void(StoredState&)>;
        using Kind = ParseError::Kind;
        QTest::addColumn<Change>("change");
        QTest::addColumn<int>("kind");
        const auto row = [](const char* name, Kind kind, Change change) {
            QTest::newRow(name) << change << static_cast<int>(kind);
        };
        row("version 0", Kind::UnknownVersion, [](StoredState& s) { s.put(0, 0, 1); });
        row("version 2", Kind::UnknownVersion, [](StoredState& s) { s.put(0, 2, 1); });
        row("role 2", Kind::NonCanonical,
            [](StoredState& s) { s.put(StoredState::kInitiatorFlag, 2, 1); });
        row("previous length", Kind::OutOfRange,
            [](StoredState& s) { s.put(StoredState::kPreviousLength, kMaxChainLength + 1, 4); });
        row("sending flag 2", Kind::NonCanonical,
            [](StoredState& s) { s.put(StoredState::kSendingFlag, 2, 1); });
        row("sending number", Kind::OutOfRange,
            [](StoredState& s) { s.put(StoredState::kSendingIndex, kMaxChainLength + 1, 4); });
        row("sending previous length", Kind::OutOfRange, [](StoredState& s) {
            s.put(StoredState::kSendingPreviousLength, kMaxChainLength + 1, 4);
        });
        row("sending epoch ahead", Kind::NonCanonical,
            [](StoredState& s) { s.put(StoredState::kSendingEpoch, 1, 2); });
        row("receiving flag 2", Kind::NonCanonical,
            [](StoredState& s) { s.put(s.receivingFlag(), 2, 1); });
        row("receiving number 0", Kind::OutOfRange,
            [](StoredState& s) { s.put(s.receivingIndex(), 0, 4); });
        row("receiving number", Kind::OutOfRange,
            [](StoredState& s) { s.put(s.receivingIndex(), kMaxChainLength + 1, 4); });
        row("their key of low order", Kind::OutOfRange, [](StoredState& s) {
            std::fill_n(s.bytes.begin() + static_cast<std::ptrdiff_t>(s.theirKey()), 32,
                        std::uint8_t{0});
        });
        row("their key not canonical", Kind::OutOfRange, [](StoredState& s) {
            std::fill_n(s.bytes.begin() + static_cast<std::ptrdiff_t>(s.theirKey()), 32,
                        std::uint8_t{0xFF});
        });
        row("receiving epoch ahead", Kind::NonCanonical,
            [](StoredState& s) { s.put(s.receivingEpoch(), 1, 2); });
        row("four reset secrets", Kind::OutOfRange,
            [](StoredState& s) { s.put(s.resetCount(), 4, 1); });
        row("reset flag 2", Kind::NonCanonical,
            [](StoredState& s) { s.put(s.resetCount() + 33, 2, 1); });
        row("idle with an offset", Kind::OutOfRange,
            [](StoredState& s) { s.put(s.kemNextOffset(), 32, 2); });
        row("phase 4", Kind::OutOfRange, [](StoredState& s) { s.put(s.kemPhase(), 4, 1); });
        row("seven old chains", Kind::OutOfRange,
            [](StoredState& s) { s.put(s.chainCount(), 7, 1); });
        row("2001 skipped keys", Kind::OutOfRange,
            [](StoredState& s) { s.put(s.keyCount(), 2001, 2); });
        row("skipped key of no chain", Kind::OutOfRange,
            [](StoredState& s) { s.put(s.skippedKey(0), 1, 1); });
        row("skipped key of a message to come", Kind::NonCanonical,
            [](StoredState& s) { s.put(s.skippedKey(0) + 1, 1000, 4); });
        row("skipped chain is the next one", Kind::NonCanonical, [](StoredState& s) {
            std::copy_n(s.bytes.begin() +
                            static_cast<std::ptrdiff_t>(StoredState::kNextReceivingHeader),
                        32, s.bytes.begin() + static_cast<std::ptrdiff_t>(s.chainCount() + 1));
        });
    }
    void fieldsOutOfRangeAreRefused()
    {
        QFETCH(std::function<void(StoredState&)>, change);
        QFETCH(int, kind);
        // Bob, with both chains and one skipped key of the current one.
        RatchetPair pair(2);
        QVERIFY(pair.deliver(pair.alice, pair.bob, "first"));
        static_cast<void>(pair.seal(pair.alice, "lost"));
        QVERIFY(pair.deliver(pair.alice, pair.bob, "behind it"));
        static_cast<void>(pair.seal(pair.bob, "turn"));
        StoredState state(pair.bob);
        QVERIFY(state.hasSending() && state.hasReceiving());
        QVERIFY(parses(state.bytes));
        change(state);
        const auto out = Ratchet::parse(state.bytes);
        QVERIFY(!out);
        QCOMPARE(static_cast<int>(out.error().kind), kind);
    }

    void kemFieldsOutOfRangeAreRefused()
    {
        bool seen[4] = {};
        for (const Bytes& stored : manyStates()) {
            const StoredState state(*Ratchet::parse(stored));
            const int phase = stored[state.kemPhase()];
            seen[phase] = true;
            const auto with = [&](std::size_t at, std::uint64_t value, std::size_t size) {
                StoredState changed = state;
                return parses(changed.put(at, value, size).bytes);
            };
            if (phase == 0) {
                continue;
            }
            // The other role leads that step.
            QVERIFY(!with(StoredState::kInitiatorFlag, 1U - stored[1], 1));
            QVERIFY(!with(state.kemNextOffset(), 16, 2));
            QVERIFY(!with(state.kemNextOffset(), phase == 3 ? 1088 : 1184, 2));
            QVERIFY(!with(state.kemEpoch(), UINT16_MAX, 2));
            if (phase == 1) {
                QVERIFY(!with(state.kemPhase() + 1 + 64, std::uint64_t{1} << 34U, 8));
                QVERIFY(!with(state.kemPhase() + 1 + 64 + 8, 1, 1) ||
                        stored[state.kemPhase() + 1 + 64 + 7] % 2 == 1);
            }
            if (phase == 2) {
                QVERIFY(!with(state.kemPhase() + 1, std::uint64_t{1} << 37U, 8));
                QVERIFY(!with(state.kemPhase() + 1, 0, 8));
                QVERIFY(!with(state.kemNextOffset(), 32, 2));
            }
        }
        QVERIFY(seen[1] && seen[2] && seen[3]);
    }

    /// States that no history leads to.
    void chainsThatCannotBeAreRefused()
    {
        RatchetPair pair(3);
        StoredState initiator(pair.alice);
        QVERIFY(initiator.hasSending() && !initiator.hasReceiving());
        QVERIFY(!parses(initiator.put(StoredState::kInitiatorFlag, 0, 1).bytes));
        StoredState responder(pair.bob);
        QVERIFY(!responder.hasSending() && !responder.hasReceiving());
        QVERIFY(!parses(responder.put(StoredState::kInitiatorFlag, 1, 1).bytes));
    }

    void stateWithoutSkippedKeysFitsFourKiB()
    {
        for (const Bytes& stored : manyStates()) {
            const StoredState state(*Ratchet::parse(stored));
            QVERIFY(state.keyCount() + 2 <= 4096);
        }
    }

    /// Whatever a disk may do to a state: it parses or not, and what parses writes itself back.
    void changedBytesParseCanonicallyOrNot()
    {
        const auto states = manyStates();
        for (std::size_t n = 0; n < states.size(); n += 3) {
            Bytes stored = states[n];
            for (std::size_t at = 0; at < stored.size(); at += 5) {
                stored[at] ^= static_cast<std::uint8_t>(1U << (at % 8));
                const auto out = Ratchet::parse(stored);
                if (out) {
                    QCOMPARE(StoredState(*out).bytes, stored);
                }
                stored[at] ^= static_cast<std::uint8_t>(1U << (at % 8));
            }
        }
    }
};

QTEST_APPLESS_MAIN(TestRatchetState)
#include "tst_ratchet_state.moc"
