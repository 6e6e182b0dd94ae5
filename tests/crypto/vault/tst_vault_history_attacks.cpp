// Relays, stolen devices, struck devices against a device that reads the vault backwards.
#include "crypto/base/init.h"
#include "tests/crypto/vault/newcomer.h"

#include <QTest>

using namespace sotto::crypto;
using sotto::test::forge;
using sotto::test::Forged;
using sotto::test::Newcomer;
using sotto::test::VaultWorld;

namespace {

constexpr std::uint64_t kHighest = ~std::uint64_t{0};

RecordBody checkpoint()
{
    return {Timestamp{5}, {}, CheckpointRecord{}};
}

/// Device 0 writes @p count records; the others of @p readers read each.
void monologue(VaultWorld& w, std::uint8_t count, std::initializer_list<std::size_t> readers)
{
    for (std::uint8_t i = 0; i < count; ++i) {
        w.write(0, w.put(i));
        for (const std::size_t reader : readers) {
            QVERIFY(w.read(reader, 0));
        }
    }
}

SeenHead headOf(const VaultRecord& record)
{
    return {record.header.writer, record.header.sequence, record.header.hash()};
}

/// As many records of a writer as are wanted, of its own key: a history that never was.
std::vector<VaultRecord> rewritten(VaultWorld& w, WriterIndex writer, std::size_t count,
                                   const std::vector<VaultRecord>& begin = {})
{
    std::vector<VaultRecord> out = begin;
    while (out.size() < count) {
        out.push_back(
            forge(w, {.writer = writer,
                      .sequence = out.size() + 1,
                      .previous = out.empty() ? RecordHash() : out.back().header.hash()}));
    }
    return out;
}

} // namespace

class TestVaultHistoryAttacks : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QVERIFY(initialize()); }

    void aTruncatedTailIsMissing()
    {
        VaultWorld w(1);
        monologue(w, 5, {1});
        w.write(1, w.put(9));
        Newcomer n(w);
        // The relay shows two of five, and nothing else older has been fetched.
        const std::map<WriterIndex, std::uint64_t> shown{{0, 2}, {1, 1}};
        const WriterKeys writers = w.sources().writers;
        QVERIFY(n.take(0, 2));
        QVERIFY(n.history.missing(shown, writers).empty());
        QVERIFY(n.take(1, 1));
        QVERIFY((n.history.missing(shown, writers) == std::vector<MissingRecords>{{0, 3, 5, 1}}));
        QVERIFY(n.take(0, 1));
        QVERIFY(n.history.isComplete(shown, writers));
        QVERIFY((n.history.missing(shown, writers) == std::vector<MissingRecords>{{0, 3, 5, 1}}));
        // A whole chain that is kept back.
        QVERIFY(
            (n.history.missing({{1, 1}}, writers) == std::vector<MissingRecords>{{0, 1, 5, 1}}));
        // It shows them after all.
        for (const std::uint64_t place : {3U, 4U, 5U}) {
            QVERIFY(n.takeNewer(w.all[0].records[place - 1]));
        }
        QVERIFY(n.missing().empty() && n.alarms.empty());
    }

    void aRollbackIsMissing()
    {
        VaultWorld w(2);
        monologue(w, 4, {});
        Newcomer n(w);
        QVERIFY(n.take(0, 4) && n.take(0, 3));
        const auto stored = VaultHistory::parse(n.history.serialize());
        QVERIFY((stored->missing({{0, 3}}, w.sources().writers) ==
                 std::vector<MissingRecords>{{0, 4, 4, 0}}));
    }

    // The relay lists five and hands out the third as the newest.
    void anOlderHeadIsNotTheNewest()
    {
        VaultWorld w(3);
        monologue(w, 5, {1});
        w.write(1, w.put(9));
        Newcomer n(w);
        QVERIFY((n.wanted() == std::vector<WantedRecords>{{0, 5, 5}, {1, 1, 1}}));
        QVERIFY(n.take(0, 3));
        QVERIFY(n.take(1, 1));
        QVERIFY((n.history.forward().missing(w.sources().writers) ==
                 std::vector<MissingRecords>{{0, 4, 5, 1}}));
        QVERIFY(
            (n.takeNewer(w.all[0].records[4]).error() == VaultError{VaultErrorKind::Gap, 0, 4}));
        QVERIFY(n.takeNewer(w.all[0].records[3]) && n.takeNewer(w.all[0].records[4]));
        QVERIFY(n.history.forward().missing(w.sources().writers).empty());
    }

    // Two devices were shown different records at one place: whichever comes first, it comes out.
    void differentRecordsForDifferentDevicesAreNoticed()
    {
        VaultWorld w(4);
        w.write(0, w.put(1));
        QVERIFY(w.read(1, 0) && w.read(2, 0));
        VaultWriter clone = w.all[0].writer;
        const VaultRecord mine = w.write(0, w.put(2));
        const VaultRecord twin =
            *clone.write(w.put(3), w.shared, w.all[0].reader, w.all[0].key, w.random);
        QVERIFY(w.read(1, 0));
        QVERIFY(w.all[2].reader.take(twin.serialize(), w.sources()));
        w.write(1, w.put(4));
        w.write(2, w.put(5));
        w.write(0, w.put(6));
        const std::vector<Contradiction> expected{{2, headOf(twin), mine.header.hash()}};
        using Places = std::vector<std::pair<std::size_t, std::uint64_t>>;
        for (const Places& order :
             {Places{{0, 3}, {2, 1}, {1, 1}, {0, 2}}, Places{{0, 3}, {0, 2}, {0, 1}, {2, 1}},
              Places{{2, 1}, {0, 3}, {0, 2}, {0, 1}}}) {
            Newcomer n(w);
            for (const auto& [writer, place] : order) {
                QVERIFY(n.take(writer, place));
                n.history = *VaultHistory::parse(n.history.serialize());
            }
            QVERIFY(n.alarms == expected);
        }
        // The anchor itself, and what devices say behind their anchors.
        Newcomer n(w);
        QVERIFY(n.take(0, 2));
        const auto said = n.take(2, 1);
        QVERIFY(said && said->contradictions == expected);
        Newcomer m(w);
        w.write(0, w.put(7));
        QVERIFY(m.take(0, 4) && m.take(1, 1));
        QVERIFY(m.takeNewer(w.all[2].records[0]));
        QVERIFY(m.alarms.empty());
        QVERIFY(m.take(0, 3) && m.alarms.empty());
        const auto reached = m.take(0, 2);
        QVERIFY(reached && reached->contradictions == expected);
    }

    void aListedWritersLieRefusesNothing()
    {
        VaultWorld w(5);
        monologue(w, 4, {});
        const SeenHead lie{0, 2, w.random.make<RecordHash>()};
        w.all[1].records.push_back(forge(w, {.writer = 1, .seen = {lie}}));
        Newcomer n(w);
        QVERIFY(n.readAll());
        QVERIFY(
            (n.alarms == std::vector<Contradiction>{{1, lie, w.all[0].records[1].header.hash()}}));
        // What a struck one says counts for nothing.
        w.all[1].struck = true;
        Newcomer m(w);
        QVERIFY(m.readAll() && m.alarms.empty());
    }

    void aStruckWriterWritesNoMore()
    {
        VaultWorld w(6);
        monologue(w, 3, {1});
        w.write(1, checkpoint());
        w.all[0].struck = true;
        w.write(0, w.put(7));
        w.write(0, w.put(8));
        Newcomer n(w);
        // Nobody has named it yet, so nothing of it counts.
        QVERIFY((n.wanted() == std::vector<WantedRecords>{{1, 1, 1}}));
        QCOMPARE(n.take(0, 3).error().kind, VaultErrorKind::StruckWriter);
        QVERIFY(n.take(1, 1));
        QVERIFY((n.wanted() == std::vector<WantedRecords>{{0, 3, 3}}));
        const Bytes before = n.history.serialize();
        for (const std::uint64_t place : {5U, 4U, 2U, 1U}) {
            QVERIFY(
                (n.take(0, place).error() == VaultError{VaultErrorKind::StruckWriter, 0, place}));
        }
        QVERIFY(!n.takeRun(0, 4, 3));
        QVERIFY(n.history.serialize() == before);
        QVERIFY(n.readAll());
        QCOMPARE(n.kept.size(), std::size_t{4});
        // Nor forward.
        QCOMPARE(n.takeNewer(w.all[0].records[3]).error().kind, VaultErrorKind::StruckWriter);
        const Bytes later = w.all[0].records[3].serialize();
        const ByteView run[] = {later};
        QVERIFY(!n.history.takeNewerRun(run, n.sources()));
        QVERIFY(n.isComplete() && n.missing().empty());
        // Unless it comes out that a listed one had read that.
        const SeenHead named = headOf(w.all[0].records[3]);
        w.all[2].records.push_back(forge(w, {.writer = 2, .seen = {named}}));
        QVERIFY(n.take(2, 1));
        QVERIFY(n.history.takeNewerRun(run, n.sources()));
        QCOMPARE(n.takeNewer(w.all[0].records[4]).error().kind, VaultErrorKind::StruckWriter);
    }

    // With the struck device's key and a relay that helps: another history for a newcomer.
    void aStruckWritersHistoryCannotBeWrittenAnew()
    {
        VaultWorld w(7);
        monologue(w, 5, {1});
        w.write(1, checkpoint());
        w.all[0].struck = true;
        const std::vector<VaultRecord> real = w.all[0].records;
        Newcomer n(w);
        QVERIFY(n.take(1, 1));
        w.all[0].records = rewritten(w, 0, 9);
        for (std::uint64_t place = 1; place <= 9; ++place) {
            QVERIFY(!n.take(0, place));
        }
        // A forged middle below the real head.
        w.all[0].records = real;
        QVERIFY(n.take(0, 5));
        w.all[0].records = rewritten(w, 0, 9, {real[0], real[1]});
        QVERIFY((n.take(0, 4).error() == VaultError{VaultErrorKind::Fork, 0, 4}));
        w.all[0].records = real;
        QVERIFY(n.readAll() && n.alarms.empty());
    }

    // A stolen device that is still listed vouches for the forged history; another one knows
    // better.
    void oneLiarIsNotEnoughToRewriteHistory()
    {
        VaultWorld w(8, 4);
        monologue(w, 5, {1});
        w.write(1, checkpoint());
        const std::vector<VaultRecord> real = w.all[0].records;
        w.all[0].records = rewritten(w, 0, 9);
        w.all[2].records.push_back(
            forge(w, {.writer = 2, .seen = {headOf(w.all[0].records[8])}, .checkpoint = true}));
        w.all[0].struck = true;
        Newcomer n(w);
        QVERIFY(n.take(1, 1) && n.take(2, 1));
        QVERIFY((n.wanted() == std::vector<WantedRecords>{{0, 9, 5}}));
        QCOMPARE(n.take(0, 9).error().kind, VaultErrorKind::StruckWriter);
        for (std::uint64_t oldest = 1; oldest <= 9; ++oldest) {
            QVERIFY(!n.takeRun(0, 9, oldest));
        }
        w.all[0].records = real;
        for (std::uint64_t newest = 1; newest <= 5; ++newest) {
            QVERIFY(!n.takeRun(0, newest, 1)); // held up, and shown as missing
        }
        QVERIFY((n.missing() == std::vector<MissingRecords>{{0, 6, 9, 2}}));
        w.all[2].struck = true;
        QVERIFY(n.missing().empty());
        QVERIFY(n.readAll());
        QCOMPARE(n.history.oldest(0), std::optional<std::uint64_t>(1));
    }

    // Two honest ones that have read it to different places.
    void theRunReachesWhatAllListedWritersNamed()
    {
        VaultWorld w(9, 4);
        monologue(w, 3, {1, 2});
        w.write(2, w.put(1));
        for (std::uint8_t i = 0; i < 3; ++i) {
            w.write(0, w.put(i));
            QVERIFY(w.read(1, 0));
        }
        w.write(1, checkpoint());
        w.all[0].struck = true;
        Newcomer n(w);
        QVERIFY(n.take(1, 1));
        // What the other one names is not known yet.
        QVERIFY((n.wanted() == std::vector<WantedRecords>{{2, 1, 1}}));
        QVERIFY(n.take(2, 1));
        QVERIFY((n.wanted() == std::vector<WantedRecords>{{0, 6, 3}}));
        QVERIFY(!n.takeRun(0, 6, 4));
        const auto run = n.takeRun(0, 6, 3);
        QVERIFY(run && run->size() == 4);
        QVERIFY(n.readAll() && n.missing().empty());
    }

    // A listed writer need not have written a checkpoint: then its first record ends the waiting.
    void struckWritersWaitForWhatListedOnesName()
    {
        VaultWorld w(10);
        w.write(1, w.put(1));
        monologue(w, 1, {1});
        w.write(1, w.put(2));
        monologue(w, 1, {1});
        w.write(1, w.put(3));
        w.all[0].struck = true;
        Newcomer n(w);
        for (const std::uint64_t place : {3U, 2U, 1U}) {
            QVERIFY((n.wanted() == std::vector<WantedRecords>{{1, place, place}}));
            QVERIFY(n.take(1, place));
            n.history = *VaultHistory::parse(n.history.serialize());
        }
        QVERIFY((n.wanted() == std::vector<WantedRecords>{{0, 2, 2}}));
        // And what the relay does not show of it is missing, not wanted.
        const std::map<WriterIndex, std::uint64_t> shown{{0, 1}, {1, 3}};
        QVERIFY(n.history.isComplete(shown, w.sources().writers));
        QVERIFY((n.history.missing(shown, w.sources().writers) ==
                 std::vector<MissingRecords>{{0, 2, 2, 1}}));
    }

    // A checkpoint names all: nothing older needs to be read before struck writers begin.
    void aCheckpointEndsTheWaiting()
    {
        VaultWorld w(15);
        monologue(w, 2, {1});
        w.write(1, w.put(1));
        w.write(1, checkpoint());
        w.write(1, w.put(2));
        w.all[0].struck = true;
        Newcomer n(w);
        QVERIFY(n.take(1, 3));
        QVERIFY((n.wanted() == std::vector<WantedRecords>{{1, 2, 2}}));
        QVERIFY(n.take(1, 2));
        QVERIFY((n.wanted() == std::vector<WantedRecords>{{0, 2, 2}, {1, 1, 1}}));
        n.history = *VaultHistory::parse(n.history.serialize());
        QVERIFY((n.wanted() == std::vector<WantedRecords>{{0, 2, 2}, {1, 1, 1}}));
        QVERIFY(n.take(0, 2) && n.readAll());
    }

    void aFirstRecordHasNothingBeforeIt()
    {
        VaultWorld w(11);
        const RecordHash something = w.random.make<RecordHash>();
        Newcomer n(w);
        QCOMPARE(n.take(forge(w, {.sequence = 1, .previous = something})).error().kind,
                 VaultErrorKind::Malformed);
        QCOMPARE(n.take(forge(w, {.sequence = 2})).error().kind, VaultErrorKind::Malformed);
        const VaultRecord second = forge(w, {.sequence = 2, .previous = something});
        QVERIFY(n.take(second));
        QVERIFY((n.take(forge(w, {})).error() == VaultError{VaultErrorKind::Fork, 0, 1}));
        QCOMPARE(n.history.oldest(0), std::optional<std::uint64_t>(2));
    }

    void placesDoNotOverflow()
    {
        VaultWorld w(12);
        const SeenHead beyond{1, kHighest, w.random.make<RecordHash>()};
        const VaultRecord last = forge(
            w, {.sequence = kHighest, .previous = w.random.make<RecordHash>(), .seen = {beyond}});
        const WriterKeys writers = w.sources().writers;
        Newcomer n(w);
        QVERIFY(n.take(last));
        QVERIFY((n.history.wanted({{0, kHighest}}, writers) ==
                 std::vector<WantedRecords>{{0, kHighest - 1, kHighest - 1}}));
        QVERIFY((n.history.missing({{0, kHighest}}, writers) ==
                 std::vector<MissingRecords>{{1, 1, kHighest, 0}}));
        QVERIFY(n.history.missing({{0, kHighest}, {1, kHighest}}, writers).empty());
        const auto again = VaultHistory::parse(n.history.serialize());
        QVERIFY(again && again->serialize() == n.history.serialize());
        // Places begin at 1, so none follows the last.
        VaultRecord none = forge(w, {.sequence = 0});
        QCOMPARE(n.take(none).error().kind, VaultErrorKind::Malformed);
        QCOMPARE(n.takeNewer(none).error().kind, VaultErrorKind::Malformed);
        none = forge(w, {.sequence = 0, .previous = last.header.hash()});
        QCOMPARE(n.takeNewer(none).error().kind, VaultErrorKind::Malformed);
        QVERIFY((n.take(forge(w, {})).error() == VaultError{VaultErrorKind::Gap, 0, kHighest - 1}));
        QCOMPARE(n.take(last).error().kind, VaultErrorKind::AlreadyRead);
        // A struck writer of whom a listed one names the last place there is.
        w.all[1].struck = true;
        VaultRecord named =
            forge(w, {.writer = 1, .sequence = kHighest, .previous = w.random.make<RecordHash>()});
        QCOMPARE(n.take(named).error().kind, VaultErrorKind::StruckWriter);
    }

    void nobodyNamesItself()
    {
        VaultWorld w(13);
        const VaultRecord first = forge(w, {});
        const VaultRecord itself =
            forge(w, {.sequence = 2, .previous = first.header.hash(), .seen = {headOf(first)}});
        const VaultRecord third = forge(w, {.sequence = 3, .previous = itself.header.hash()});
        Newcomer n(w);
        QCOMPARE(n.take(itself).error().kind, VaultErrorKind::DoesNotOpen);
        QVERIFY(!n.history.oldest(0));
        QVERIFY(n.take(third));
        QVERIFY((n.take(itself).error() == VaultError{VaultErrorKind::DoesNotOpen, 0, 2}));
        QCOMPARE(n.history.oldest(0), std::optional<std::uint64_t>(3));
    }

    void moreWritersThanThereCanBeAreRefused()
    {
        VaultWorld w(14, kVaultWritersMax + 1);
        Newcomer n(w);
        std::vector<SeenHead> all;
        for (std::size_t i = 0; i < kVaultWritersMax; ++i) {
            const auto writer = static_cast<WriterIndex>(i);
            w.all[i].records = rewritten(w, writer, 2);
            all.push_back(headOf(w.all[i].records[0]));
        }
        // Each names all others: the largest state that there is.
        for (std::size_t i = 0; i < kVaultWritersMax; ++i) {
            std::vector<SeenHead> others = all;
            others.erase(others.begin() + static_cast<std::ptrdiff_t>(i));
            const VaultRecord& first = w.all[i].records[0];
            w.all[i].records[1] = forge(w, {.writer = static_cast<WriterIndex>(i),
                                            .sequence = 2,
                                            .previous = first.header.hash(),
                                            .seen = others});
            QVERIFY(n.take(i, 2));
        }
        const Bytes stored = n.history.serialize();
        QCOMPARE(stored.size(), kVaultHistoryBytesMax);
        QCOMPARE(n.history.forward().serialize().size(), kVaultReaderBytesMax);
        QVERIFY(VaultHistory::parse(stored));
        QVERIFY(n.take(forge(w, {.writer = kVaultWritersMax})).error() == VaultError{});
        QVERIFY(n.takeNewer(forge(w, {.writer = kVaultWritersMax})).error() == VaultError{});
        // A state with one more, at the count of the reader inside.
        Bytes more = stored;
        QCOMPARE(more[1 + 4 + 33], std::uint8_t{1});
        QCOMPARE(more[1 + 4 + 34], std::uint8_t{0});
        more[1 + 4 + 34] = 1;
        QVERIFY(!VaultHistory::parse(more));
        QVERIFY(n.take(0, 1));
        QVERIFY(n.history.serialize().size() < kVaultHistoryBytesMax);
    }
};

QTEST_APPLESS_MAIN(TestVaultHistoryAttacks)
#include "tst_vault_history_attacks.moc"
