// Chains read from their newest record back: what is taken, what is refused, what is kept.
#include "crypto/base/init.h"
#include "tests/crypto/vault/newcomer.h"

#include <QTest>

using namespace sotto::crypto;
using sotto::test::forge;
using sotto::test::Forged;
using sotto::test::Newcomer;
using sotto::test::VaultWorld;

namespace {

void nextEpoch(VaultWorld& w)
{
    w.older.push_back(w.shared.duplicate());
    w.shared = w.shared.next(w.random);
}

/// @p count records of each device, each of which reads all others before it writes.
void converse(VaultWorld& w, std::size_t count)
{
    for (std::size_t i = 0; i < count; ++i) {
        for (std::size_t writer = 0; writer < w.all.size(); ++writer) {
            for (std::size_t other = 0; other < w.all.size(); ++other) {
                const auto head = w.all[writer].reader.head(static_cast<WriterIndex>(other));
                const std::uint64_t read = head ? head->sequence : 0;
                if (other != writer && !w.all[other].struck && read < w.all[other].records.size()) {
                    QVERIFY(w.read(writer, other));
                }
            }
            w.write(writer, w.put(static_cast<std::uint8_t>(i)));
        }
    }
}

} // namespace

class TestVaultHistory : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QVERIFY(initialize()); }

    void theNewestComeFirst()
    {
        VaultWorld w(1);
        converse(w, 3);
        Newcomer n(w);
        QVERIFY((n.wanted() == std::vector<WantedRecords>{{0, 3, 3}, {1, 3, 3}, {2, 3, 3}}));
        QVERIFY(!n.isComplete());
        const auto newest = n.take(2, 3);
        QVERIFY(newest && newest->body);
        QCOMPARE(newest->sequence, std::uint64_t{3});
        QVERIFY((n.history.forward().head(2) == SeenHead{2, 3, newest->hash}));
        QVERIFY((n.wanted() == std::vector<WantedRecords>{{0, 3, 3}, {1, 3, 3}, {2, 2, 2}}));
        QVERIFY(n.take(2, 2) && n.take(2, 1));
        QCOMPARE(n.history.oldest(2), std::optional<std::uint64_t>(1));
        QVERIFY(!n.history.oldest(1));
        QVERIFY((n.wanted() == std::vector<WantedRecords>{{0, 3, 3}, {1, 3, 3}}));
        QVERIFY(n.readAll());
        QVERIFY(n.isComplete() && n.alarms.empty() && n.missing().empty());
        QCOMPARE(n.kept.size(), std::size_t{9});

        VaultReader forward(w.vault.view());
        for (const auto& device : w.all) {
            for (const VaultRecord& record : device.records) {
                QVERIFY(forward.take(record.serialize(), w.sources()));
            }
        }
        QVERIFY(n.history.forward().serialize() == forward.serialize());
    }

    void everyBitCounts()
    {
        VaultWorld w(2);
        w.write(0, w.put(1));
        w.write(0, w.put(2));
        Newcomer n(w);
        for (const std::uint64_t place : {2U, 1U}) {
            const VaultRecord& record = w.all[0].records[place - 1];
            const Bytes good = record.serialize();
            const Bytes before = n.history.serialize();
            for (std::size_t i = 0; i < good.size(); ++i) {
                // Below the anchor the hash that the record above names stands for the signature.
                const bool signature =
                    i >= RecordHeader::kSize && i < RecordHeader::kSize + Signature::kSize;
                Bytes bad = good;
                bad[i] ^= static_cast<std::uint8_t>(1U << (i % 8));
                if (place == 2 || !signature) {
                    QVERIFY(!n.history.take(bad, n.sources()));
                } else if (i == RecordHeader::kSize) {
                    VaultHistory other = n.history;
                    QVERIFY(other.take(bad, n.sources()));
                }
            }
            for (std::size_t size = 0; size < good.size(); size += 13) {
                QVERIFY(!n.history.take(ByteView(good).first(size), n.sources()));
            }
            QVERIFY(n.history.serialize() == before);
            QVERIFY(n.take(record));
        }
    }

    void reorderedRecordsAreRefused()
    {
        VaultWorld w(3);
        converse(w, 4);
        Newcomer n(w);
        QVERIFY(n.take(0, 3));
        const Bytes before = n.history.serialize();
        QVERIFY((n.take(0, 1).error() == VaultError{VaultErrorKind::Gap, 0, 2}));
        QVERIFY((n.take(0, 3).error() == VaultError{VaultErrorKind::AlreadyRead, 0, 3}));
        QVERIFY((n.take(0, 4).error() == VaultError{VaultErrorKind::Gap, 0, 4}));
        QVERIFY(n.history.serialize() == before);
        QVERIFY(n.takeNewer(w.all[0].records[3]));
        QVERIFY(n.take(0, 2));
        QVERIFY((n.take(0, 2).error() == VaultError{VaultErrorKind::AlreadyRead, 0, 2}));
        QVERIFY(n.take(0, 1));
        // Nothing is before the first one.
        QVERIFY((n.take(0, 1).error() == VaultError{VaultErrorKind::AlreadyRead, 0, 1}));
    }

    void aReplacedRecordIsRefused()
    {
        VaultWorld w(4);
        w.write(0, w.put(1));
        VaultWriter clone = w.all[0].writer;
        w.write(0, w.put(2));
        w.write(0, w.put(3));
        const VaultRecord twin =
            *clone.write(w.put(4), w.shared, w.all[0].reader, w.all[0].key, w.random);
        Newcomer n(w);
        QVERIFY(n.take(0, 3));
        const Bytes before = n.history.serialize();
        // The relay cannot sign, so it cannot make anybody believe in a copied device.
        VaultRecord unsignedTwin = twin;
        unsignedTwin.signature.bytes[5] ^= 1;
        QVERIFY((n.take(unsignedTwin).error() == VaultError{VaultErrorKind::BadSignature, 0, 2}));
        QVERIFY((n.take(twin).error() == VaultError{VaultErrorKind::Fork, 0, 2}));
        QVERIFY(n.history.serialize() == before);
        QVERIFY(n.take(0, 2));
        QVERIFY((n.take(twin).error() == VaultError{VaultErrorKind::Fork, 0, 2}));
        QVERIFY(n.take(0, 1));
        QVERIFY((n.take(twin).error() == VaultError{VaultErrorKind::Fork, 0, 2}));
        n.kept.clear(); // then it cannot be told
        QVERIFY((n.take(twin).error() == VaultError{VaultErrorKind::AlreadyRead, 0, 2}));
    }

    void anotherWritersRecordIsRefused()
    {
        VaultWorld w(5);
        converse(w, 3);
        Newcomer n(w);
        QVERIFY(n.take(0, 3));
        QVERIFY(n.take(1, 3));
        const Bytes before = n.history.serialize();
        VaultRecord moved = w.all[1].records[1];
        moved.header.writer = 0;
        moved.header.previous = w.all[0].records[1].header.previous;
        QVERIFY((n.take(moved).error() == VaultError{VaultErrorKind::BadSignature, 0, 2}));
        const Bytes own = w.all[0].records[1].serialize();
        const Bytes foreign = w.all[1].records[1].serialize();
        const ByteView both[] = {own, foreign};
        QVERIFY((n.history.takeRun(both, n.sources()).error() ==
                 VaultError{VaultErrorKind::UnknownWriter, 1, 2}));
        QVERIFY(n.history.takeRun({}, n.sources())->empty());
        QVERIFY(n.history.serialize() == before);
    }

    void strangersAndOtherVaults()
    {
        VaultWorld w(6);
        VaultWorld other(7);
        const VaultRecord foreign = other.write(0, other.put(1));
        Newcomer n(w);
        QCOMPARE(n.take(foreign).error().kind, VaultErrorKind::WrongVault);
        VaultWriter stranger(w.vault.view(), 9);
        const auto record =
            stranger.write(w.put(1), w.shared, w.all[0].reader, w.all[0].key, w.random);
        QCOMPARE(n.take(*record).error().kind, VaultErrorKind::UnknownWriter);
        VaultWriter pretender(w.vault.view(), 2);
        const auto forged =
            pretender.write(w.put(1), w.shared, w.all[0].reader, w.all[0].key, w.random);
        QCOMPARE(n.take(*forged).error().kind, VaultErrorKind::BadSignature);
        QCOMPARE(n.history.take({}, n.sources()).error().kind, VaultErrorKind::Malformed);
        QVERIFY(n.history.serialize() == VaultHistory(w.vault.view()).serialize());
        // The relay cannot list a writer that the key list does not have.
        QVERIFY(n.history.wanted({{9, 4}, {0, 0}}, w.sources().writers).empty());
    }

    void anEpochWaitsForItsKey()
    {
        VaultWorld w(8);
        w.write(0, w.put(1));
        nextEpoch(w);
        w.write(0, w.put(2));
        Newcomer n(w);
        QVERIFY(n.take(0, 2));
        const SharedKey first = w.older.front().duplicate();
        w.older.clear();
        const Bytes before = n.history.serialize();
        QVERIFY((n.take(0, 1).error() == VaultError{VaultErrorKind::UnknownEpoch, 0, 1}));
        QVERIFY(n.history.serialize() == before);
        w.older.push_back(first.duplicate());
        QVERIFY(n.take(0, 1));
        QVERIFY(n.isComplete());
    }

    void anEpochNeverRisesGoingBack()
    {
        VaultWorld w(9);
        const SharedKey first = w.shared.duplicate();
        nextEpoch(w);
        const VaultRecord newer = forge(w, {});
        w.shared = first.duplicate();
        const VaultRecord older =
            forge(w, {.writer = 0, .sequence = 2, .previous = newer.header.hash()});
        nextEpoch(w);
        Newcomer n(w);
        QVERIFY(n.take(older));
        w.older.clear(); // of another line of keys; the epoch is looked at before its key
        QVERIFY((n.take(newer).error() == VaultError{VaultErrorKind::EpochWentBack, 0, 1}));
    }

    void headsNeverRiseGoingBack()
    {
        VaultWorld w(10);
        converse(w, 3);
        const auto head = [&](std::uint64_t place) {
            return SeenHead{0, place, w.all[0].records[place - 1].header.hash()};
        };
        SeenHead otherwise = head(2);
        otherwise.hash.bytes[0] ^= 1;
        for (const SeenHead& below : {head(3), otherwise}) {
            const VaultRecord one = forge(w, {.writer = 1, .sequence = 1, .seen = {below}});
            const VaultRecord two =
                forge(w, {.writer = 1, .sequence = 2, .previous = one.header.hash(), .seen = {}});
            const VaultRecord three = forge(
                w, {.writer = 1, .sequence = 3, .previous = two.header.hash(), .seen = {head(2)}});
            Newcomer n(w);
            QVERIFY(n.take(three) && n.take(two));
            QVERIFY((n.take(one).error() == VaultError{VaultErrorKind::SeenWentBack, 1, 1}));
            // Nor when it was a record behind the anchor that named one.
            Newcomer m(w);
            QVERIFY(m.take(two));
            QVERIFY(m.takeNewer(three));
            m.history = *VaultHistory::parse(m.history.serialize());
            QVERIFY((m.take(one).error() == VaultError{VaultErrorKind::SeenWentBack, 1, 1}));
        }
        // It is the oldest one that counts.
        const VaultRecord first = forge(w, {.writer = 1, .sequence = 1, .seen = {head(2)}});
        const VaultRecord second = forge(
            w, {.writer = 1, .sequence = 2, .previous = first.header.hash(), .seen = {head(1)}});
        const VaultRecord third = forge(
            w, {.writer = 1, .sequence = 3, .previous = second.header.hash(), .seen = {head(3)}});
        Newcomer k(w);
        QVERIFY(k.take(third) && k.take(second));
        QCOMPARE(k.take(first).error().kind, VaultErrorKind::SeenWentBack);
        // The same head again is fine, and so is an older one.
        for (const SeenHead& below : {head(2), head(1)}) {
            const VaultRecord one = forge(w, {.writer = 1, .sequence = 1, .seen = {below}});
            const VaultRecord two = forge(
                w, {.writer = 1, .sequence = 2, .previous = one.header.hash(), .seen = {head(2)}});
            Newcomer n(w);
            QVERIFY(n.take(two) && n.take(one));
        }
    }

    void goingForwardHeadsOfTheHistoryCount()
    {
        VaultWorld w(11);
        converse(w, 3);
        const SeenHead newest{0, 3, w.all[0].records[2].header.hash()};
        const SeenHead older{0, 2, w.all[0].records[1].header.hash()};
        const VaultRecord one = forge(w, {.writer = 1, .sequence = 1, .seen = {newest}});
        const VaultRecord two =
            forge(w, {.writer = 1, .sequence = 2, .previous = one.header.hash(), .seen = {}});
        const VaultRecord three =
            forge(w, {.writer = 1, .sequence = 3, .previous = two.header.hash(), .seen = {older}});
        Newcomer n(w);
        QVERIFY(n.take(two) && n.take(one));
        QCOMPARE(n.takeNewer(three).error().kind, VaultErrorKind::SeenWentBack);
    }

    void aRecordWithoutContentKeepsItsPlace()
    {
        VaultWorld w(12);
        converse(w, 4);
        w.all[0].records[3] = w.all[0].records[3].stripped(); // an anchor, too
        w.all[0].records[1] = w.all[0].records[1].stripped();
        w.older.clear();
        Newcomer n(w);
        Deletions deletions;
        for (const std::uint64_t place : {4U, 3U, 2U, 1U}) {
            const auto read = n.take(0, place);
            QVERIFY(read);
            QCOMPARE(read->body.has_value(), place % 2 == 1);
            deletions.add(*read);
        }
        QCOMPARE(deletions.unexplained().size(), std::size_t{2});
        // Another header in its place is another record.
        Newcomer m(w);
        QVERIFY(m.take(0, 4) && m.take(0, 3));
        VaultRecord changed = w.all[0].records[1];
        changed.header.nonce[0] ^= 1;
        QCOMPARE(m.take(changed).error().kind, VaultErrorKind::BadSignature);
    }

    void newWritersBeginWithTheirFirstRecord()
    {
        VaultWorld w(13, 4);
        converse(w, 2);
        Newcomer n(w);
        QVERIFY(n.take(0, 2));
        QVERIFY(n.takeNewer(w.all[3].records[0]) && n.takeNewer(w.all[3].records[1]));
        QCOMPARE(n.history.oldest(3), std::optional<std::uint64_t>(1));
        QVERIFY((n.wanted() == std::vector<WantedRecords>{{0, 1, 1}, {1, 2, 2}, {2, 2, 2}}));
        QCOMPARE(n.takeNewer(w.all[1].records[1]).error().kind, VaultErrorKind::Gap);
        QVERIFY(VaultHistory::parse(n.history.serialize()));
        QVERIFY(n.readAll() && n.alarms.empty());
    }

    void storedStatesComeBack()
    {
        VaultWorld w(14);
        converse(w, 4);
        Newcomer n(w);
        for (const std::size_t writer : {0U, 1U, 0U, 2U, 1U, 1U}) {
            const auto oldest = n.history.oldest(static_cast<WriterIndex>(writer));
            QVERIFY(n.take(writer, oldest ? *oldest - 1 : 4));
            const Bytes stored = n.history.serialize();
            const auto again = VaultHistory::parse(stored);
            QVERIFY(again && again->serialize() == stored);
            n.history = *again;
            for (std::size_t size = 0; size < stored.size(); ++size) {
                QVERIFY(!VaultHistory::parse(ByteView(stored).first(size)));
            }
        }
        QVERIFY(n.readAll());
        QVERIFY(VaultHistory::parse(n.history.serialize())->oldest(2) == std::uint64_t{1});
    }

    // Of one writer of which two of three records were read, and which names one other.
    void impossibleStatesAreRefused()
    {
        VaultWorld w(15);
        w.write(1, w.put(1));
        QVERIFY(w.read(0, 1));
        for (std::uint8_t i = 0; i < 3; ++i) {
            w.write(0, w.put(i));
        }
        w.write(0, {Timestamp{1}, {}, CheckpointRecord{}});
        Newcomer n(w);
        QVERIFY(n.take(0, 4) && n.take(0, 3));
        const Bytes good = n.history.serialize();
        QVERIFY(VaultHistory::parse(good));
        const std::size_t end = good.size() - (8 + 32 + 4 + 1 + 2 + 42);
        const auto with = [&](std::size_t at, std::initializer_list<std::uint8_t> bytes) {
            Bytes out = good;
            std::copy(bytes.begin(), bytes.end(), out.begin() + static_cast<std::ptrdiff_t>(at));
            return VaultHistory::parse(out).has_value();
        };
        QVERIFY(with(end + 7, {3}));
        QVERIFY(!with(end + 7, {5}));             // above the newest one
        QVERIFY(!with(end + 7, {0}));             // no place
        QVERIFY(!with(end + 7, {1}));             // complete, but something is kept
        QVERIFY(!with(end + 8 + 32 + 3, {2}));    // an epoch above the newest one's
        QVERIFY(!with(end + 8 + 32 + 3, {0}));    // no epoch
        QVERIFY(!with(end + 8 + 32 + 4, {2}));    // no flag
        QVERIFY(!with(end + 47 + 1, {0}));        // its own head
        QVERIFY(!with(end + 47 + 1, {2}));        // a head that the newest end does not have
        QVERIFY(!with(end + 47 + 2 + 7, {2}));    // newer than there
        QVERIFY(!with(end + 47 + 2 + 8, {0, 0})); // not the same as there
        Bytes noPrevious = good;
        std::fill_n(noPrevious.begin() + static_cast<std::ptrdiff_t>(end) + 8, 32, std::uint8_t{0});
        QVERIFY(!VaultHistory::parse(noPrevious));
        Bytes longer = good;
        longer.push_back(0);
        QVERIFY(!VaultHistory::parse(longer));
    }
};

QTEST_APPLESS_MAIN(TestVaultHistory)
#include "tst_vault_history.moc"
