#include "crypto/base/init.h"
#include "tests/crypto/vault/vault_world.h"

#include <QTest>

using namespace sotto::crypto;
using sotto::test::VaultWorld;

namespace {

VaultErrorKind kindOf(const Result<AcceptedRecord, VaultError>& result)
{
    return result.error().kind;
}

} // namespace

class TestVaultChain : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QVERIFY(initialize()); }

    void recordsComeBack()
    {
        VaultWorld w(1);
        w.write(0, w.put(1, "hello"));
        const auto read = w.read(1, 0);
        QVERIFY(read && read->body);
        const auto& put = std::get<PutRecord>(read->body->content);
        QVERIFY(equalConstantTime(put.content.view(), asBytes("hello")));
        QCOMPARE(put.type, RecordType{7});
        QCOMPARE(read->sequence, std::uint64_t{1});
        QVERIFY(read->body->time == Timestamp{1000});
    }

    void aCopiedDeviceOpensNoRecordOfTheNextEpoch()
    {
        VaultWorld w(2);
        const SharedKey copied = w.shared.duplicate();
        w.older.push_back(w.shared.duplicate());
        w.shared = w.shared.next(w.random);
        const VaultRecord record = w.write(0, w.put(1));
        QVERIFY(!record.open(copied.vaultRecordKey()));
        QVERIFY(record.open(w.shared.vaultRecordKey()));
        // Nor can its old key make a record of the new epoch pass.
        RecordHeader header = record.header;
        const auto forged =
            VaultRecord::make(header, w.put(2), copied.vaultRecordKey(), w.all[0].key, w.random);
        QVERIFY(forged);
        QCOMPARE(kindOf(w.all[1].reader.take(forged->serialize(), w.sources())),
                 VaultErrorKind::DoesNotOpen);
    }

    void everyBitCounts()
    {
        VaultWorld w(3);
        const Bytes good = w.write(0, w.put(1)).serialize();
        const Bytes before = w.all[1].reader.serialize();
        for (std::size_t i = 0; i < good.size(); ++i) {
            Bytes bad = good;
            bad[i] ^= static_cast<std::uint8_t>(1U << (i % 8));
            QVERIFY(!w.all[1].reader.take(bad, w.sources()));
        }
        for (std::size_t size = 0; size < good.size(); size += 13) {
            QVERIFY(!w.all[1].reader.take(ByteView(good).first(size), w.sources()));
        }
        QVERIFY(w.all[1].reader.serialize() == before);
        QVERIFY(w.all[1].reader.take(good, w.sources()));
    }

    void aMissingRecordIsAGap()
    {
        VaultWorld w(4);
        w.write(0, w.put(1));
        w.write(0, w.put(2));
        const Bytes third = w.write(0, w.put(3)).serialize();
        QVERIFY(w.read(1, 0));
        const auto result = w.all[1].reader.take(third, w.sources());
        QVERIFY((result.error() == VaultError{VaultErrorKind::Gap, 0, 2}));
        QVERIFY(w.read(1, 0));
        QVERIFY(w.read(1, 0));
    }

    void aReplayIsNoticed()
    {
        VaultWorld w(5);
        const Bytes first = w.write(0, w.put(1)).serialize();
        w.write(0, w.put(2));
        QVERIFY(w.read(1, 0));
        QCOMPARE(kindOf(w.all[1].reader.take(first, w.sources())), VaultErrorKind::AlreadyRead);
        QVERIFY(w.read(1, 0));
        QCOMPARE(kindOf(w.all[1].reader.take(first, w.sources())), VaultErrorKind::AlreadyRead);
        // At another place it is another device's record no more.
        VaultRecord moved = w.all[0].records[0];
        moved.header.sequence = 3;
        moved.header.previous = w.all[0].records[1].header.hash();
        QCOMPARE(kindOf(w.all[1].reader.take(moved.serialize(), w.sources())),
                 VaultErrorKind::BadSignature);
    }

    void aForkIsNoticed()
    {
        VaultWorld w(6);
        w.write(0, w.put(1));
        VaultWriter clone = w.all[0].writer;
        w.write(0, w.put(2));
        const auto twin = clone.write(w.put(3), w.shared, w.all[0].reader, w.all[0].key, w.random);
        const auto child = clone.write(w.put(4), w.shared, w.all[0].reader, w.all[0].key, w.random);
        QVERIFY(w.read(1, 0));
        QVERIFY(w.read(1, 0));
        QCOMPARE(kindOf(w.all[1].reader.take(twin->serialize(), w.sources())),
                 VaultErrorKind::Fork);
        QCOMPARE(kindOf(w.all[1].reader.take(child->serialize(), w.sources())),
                 VaultErrorKind::Fork);
        // An old one, too, by the hashes that the caller kept.
        w.write(0, w.put(5));
        QVERIFY(w.read(1, 0));
        QCOMPARE(kindOf(w.all[1].reader.take(twin->serialize(), w.sources())),
                 VaultErrorKind::Fork);
    }

    void differentRecordsForDifferentDevicesAreNoticed()
    {
        VaultWorld w(7);
        VaultWriter clone = w.all[0].writer;
        const VaultRecord mine = w.write(0, w.put(1));
        const auto twin = clone.write(w.put(2), w.shared, w.all[0].reader, w.all[0].key, w.random);
        const SeenHead claim{0, 1, mine.header.hash()};
        const Contradiction expected{1, claim, twin->header.hash()};
        // Device 1 is shown one, device 2 the other; then 2 reads what 1 writes.
        QVERIFY(w.read(1, 0));
        QVERIFY(w.all[2].reader.take(twin->serialize(), w.sources()));
        w.write(1, w.put(3));
        const auto later = w.read(2, 1);
        QVERIFY(later && later->contradictions == std::vector<Contradiction>{expected});
        // And if 2 reads what 1 wrote first, the twin says it.
        VaultReader fresh(w.vault.view());
        const auto first = fresh.take(w.all[1].records[0].serialize(), w.sources());
        QVERIFY(first && first->contradictions.empty());
        const auto second = fresh.take(twin->serialize(), w.sources());
        QVERIFY(second && second->contradictions == std::vector<Contradiction>{expected});
        QVERIFY(fresh.serialize() == w.all[2].reader.serialize());
    }

    // A stolen device that is still listed says that others wrote what they did not.
    void aLiarLocksNobodyOut()
    {
        for (std::uint64_t seed = 100; seed < 140; ++seed) {
            VaultWorld w(seed, 5);
            sotto::test::DeterministicRandom choices(seed);
            std::size_t lies = 0;
            for (int step = 0; step < 60; ++step) {
                const std::size_t who = choices.below(4);
                if (who == 3) { // the liar names records that are not there, or other ones
                    RecordBody body = w.put(9);
                    VaultWorld::Device& liar = w.all[3];
                    RecordHeader header;
                    std::copy(w.vault.bytes.begin(), w.vault.bytes.end(), header.vault.begin());
                    header.writer = 3;
                    header.sequence = liar.records.size() + 1;
                    header.epoch = 1;
                    if (!liar.records.empty()) {
                        header.previous = liar.records.back().header.hash();
                    }
                    for (WriterIndex about = 0; about < 3; ++about) {
                        body.seen.push_back(
                            {about, 3 * header.sequence, w.random.make<RecordHash>()});
                    }
                    liar.records.push_back(*VaultRecord::make(
                        header, body, w.shared.vaultRecordKey(), liar.key, w.random));
                    ++lies;
                } else {
                    for (std::size_t writer = 0; writer < 3; ++writer) {
                        if (choices.below(2) == 0 && writer != who) {
                            const auto head =
                                w.all[who].reader.head(static_cast<WriterIndex>(writer));
                            if ((head ? head->sequence : 0) < w.all[writer].records.size()) {
                                QVERIFY(w.read(who, writer));
                            }
                        }
                    }
                    w.write(who, w.put(static_cast<std::uint8_t>(step)));
                }
            }
            QVERIFY(lies > 0);
            // Two newcomers read everything, each in another order; so does a third after the liar
            // was struck.
            std::vector<Bytes> states;
            for (int newcomer = 0; newcomer < 2; ++newcomer) {
                VaultReader reader(w.vault.view());
                std::array<std::size_t, 4> next{};
                std::size_t left = 0;
                for (std::size_t writer = 0; writer < 4; ++writer) {
                    left += w.all[writer].records.size();
                }
                while (left > 0) {
                    const std::size_t writer = choices.below(4);
                    if (next[writer] < w.all[writer].records.size()) {
                        const auto read = reader.take(
                            w.all[writer].records[next[writer]++].serialize(), w.sources());
                        QVERIFY(read);
                        --left;
                    }
                }
                states.push_back(reader.serialize());
            }
            QVERIFY(states[0] == states[1]);
            w.all[3].struck = true;
            for (std::size_t writer = 0; writer < 3; ++writer) {
                for (std::size_t i = 0; i < w.all[writer].records.size(); ++i) {
                    const auto read = w.read(4, writer);
                    QVERIFY(read && read->contradictions.empty());
                }
            }
            QVERIFY(w.all[4].reader.missing(w.sources().writers).empty());
        }
    }

    void aCensoredTailIsNoticed()
    {
        VaultWorld w(8);
        w.write(0, w.put(1));
        w.write(0, w.put(2));
        QVERIFY(w.read(1, 0));
        QVERIFY(w.read(1, 0));
        w.write(1, w.put(3));
        // The relay shows device 2 only one of the two.
        QVERIFY(w.read(2, 0));
        QVERIFY(w.all[2].reader.missing(w.sources().writers).empty());
        QVERIFY(w.read(2, 1));
        const std::vector<MissingRecords> expected{{0, 2, 2, 1}};
        QVERIFY(w.all[2].reader.missing(w.sources().writers) == expected);
        QVERIFY((w.all[2].reader.missing({{0, 1}, {1, 1}}, w.sources().writers) == expected));
        QVERIFY(w.all[2].reader.missing({{0, 2}, {1, 1}}, w.sources().writers).empty());
        QVERIFY(w.read(2, 0));
        QVERIFY(w.all[2].reader.missing(w.sources().writers).empty());
    }

    void aWholeChainKeptBackIsNoticed()
    {
        VaultWorld w(9);
        w.write(0, w.put(1));
        QVERIFY(w.read(1, 0));
        w.write(1, w.put(2));
        QVERIFY(w.read(2, 1));
        QVERIFY((w.all[2].reader.missing(w.sources().writers) ==
                 std::vector<MissingRecords>{{0, 1, 1, 1}}));
    }

    void aRollbackIsNoticed()
    {
        VaultWorld w(10);
        for (std::uint8_t i = 0; i < 4; ++i) {
            w.write(0, w.put(i));
            QVERIFY(w.read(1, 0));
        }
        const auto stored = VaultReader::parse(w.all[1].reader.serialize());
        QVERIFY(stored);
        QVERIFY(stored->missing({{0, 4}}, w.sources().writers).empty());
        QVERIFY(stored->missing({{0, 9}}, w.sources().writers).empty());
        QVERIFY((stored->missing({{0, 2}}, w.sources().writers) ==
                 std::vector<MissingRecords>{{0, 3, 4, 0}}));
        QVERIFY((stored->missing({}, w.sources().writers) ==
                 std::vector<MissingRecords>{{0, 1, 4, 0}}));
    }

    void anOldCopyOfADeviceIsNoticed()
    {
        VaultWorld w(11);
        w.write(0, w.put(1));
        w.older.push_back(w.shared.duplicate());
        const SharedKey old = w.shared.duplicate();
        w.shared = w.shared.next(w.random);
        w.write(0, w.put(2));
        QVERIFY(!w.all[0].writer.write(w.put(3), old, w.all[0].reader, w.all[0].key, w.random));
        QVERIFY(w.read(1, 0));
        QVERIFY(w.read(1, 0));
        RecordHeader header = w.all[0].records[1].header;
        header.sequence = 3;
        header.previous = w.all[0].records[1].header.hash();
        header.epoch = old.epoch();
        const auto stale =
            VaultRecord::make(header, w.put(3), old.vaultRecordKey(), w.all[0].key, w.random);
        QCOMPARE(kindOf(w.all[1].reader.take(stale->serialize(), w.sources())),
                 VaultErrorKind::EpochWentBack);
    }

    void headsNeverGoBack()
    {
        VaultWorld w(12);
        w.write(0, w.put(1));
        w.write(0, w.put(2));
        QVERIFY(w.read(1, 0));
        QVERIFY(w.read(1, 0));
        w.write(1, w.put(3));
        QVERIFY(w.read(2, 1));
        RecordHeader header = w.all[1].records[0].header;
        header.sequence = 2;
        header.previous = w.all[1].records[0].header.hash();
        RecordBody body = w.put(4);
        body.seen = {{0, 1, w.all[0].records[0].header.hash()}};
        const auto back =
            VaultRecord::make(header, body, w.shared.vaultRecordKey(), w.all[1].key, w.random);
        QCOMPARE(kindOf(w.all[2].reader.take(back->serialize(), w.sources())),
                 VaultErrorKind::SeenWentBack);
        body.seen = {{0, 2, w.all[0].records[0].header.hash()}};
        const auto other =
            VaultRecord::make(header, body, w.shared.vaultRecordKey(), w.all[1].key, w.random);
        QCOMPARE(kindOf(w.all[2].reader.take(other->serialize(), w.sources())),
                 VaultErrorKind::SeenWentBack);
        body.seen = {{1, 1, w.all[1].records[0].header.hash()}};
        const auto itself =
            VaultRecord::make(header, body, w.shared.vaultRecordKey(), w.all[1].key, w.random);
        QCOMPARE(kindOf(w.all[2].reader.take(itself->serialize(), w.sources())),
                 VaultErrorKind::DoesNotOpen);
    }

    void aRemovedDeviceWritesNoMore()
    {
        VaultWorld w(13);
        w.write(0, w.put(1));
        w.write(0, w.put(2));
        QVERIFY(w.read(1, 0));
        QVERIFY(w.read(1, 0));
        w.write(1, {Timestamp{5}, {}, CheckpointRecord{}});
        w.all[0].struck = true;
        w.write(0, w.put(3));
        QCOMPARE(kindOf(w.read(1, 0)), VaultErrorKind::StruckWriter);
        QVERIFY(!w.readRun(1, 0, 1));
        // A newcomer takes what others vouch for as a whole, and no more.
        QVERIFY(!w.readRun(2, 0, 2));
        QVERIFY(w.read(2, 1));
        QVERIFY((w.all[2].reader.missing(w.sources().writers) ==
                 std::vector<MissingRecords>{{0, 1, 2, 1}}));
        QCOMPARE(kindOf(w.read(2, 0)), VaultErrorKind::StruckWriter);
        QVERIFY(!w.readRun(2, 0, 1));
        QVERIFY(!w.readRun(2, 0, 3));
        QVERIFY(!w.all[2].reader.head(0));
        const auto run = w.readRun(2, 0, 2);
        QVERIFY(run && run->size() == 2);
        QVERIFY(w.all[2].reader.missing(w.sources().writers).empty());
        QVERIFY(!w.readRun(2, 0, 1));
    }

    // With the struck device's key and a relay that helps: another history for a newcomer.
    void aRemovedDevicesHistoryCannotBeWrittenAnew()
    {
        VaultWorld w(30);
        for (std::uint8_t i = 0; i < 5; ++i) {
            w.write(0, w.put(i));
            QVERIFY(w.read(1, 0));
        }
        w.write(1, {Timestamp{5}, {}, CheckpointRecord{}});
        w.all[0].struck = true;
        const std::vector<VaultRecord> real = w.all[0].records;
        VaultWriter again(w.vault.view(), 0);
        w.all[0].records.clear();
        for (std::uint8_t i = 0; i < 9; ++i) {
            w.all[0].records.push_back(*again.write(w.put(i, "forged"), w.shared, w.all[0].reader,
                                                    w.all[0].key, w.random));
        }
        QVERIFY(w.read(2, 1));
        for (std::size_t count = 1; count <= 9; ++count) {
            QVERIFY(!w.readRun(2, 0, count));
        }
        QVERIFY(!w.all[2].reader.head(0));
        // A forged end behind the real beginning is no better.
        std::copy_n(real.begin(), 4, w.all[0].records.begin());
        for (std::size_t count = 1; count <= 9; ++count) {
            QVERIFY(!w.readRun(2, 0, count));
        }
        w.all[0].records = real;
        QVERIFY(w.readRun(2, 0, 5));
        QVERIFY(w.all[2].reader.missing(w.sources().writers).empty());
    }

    // A stolen device that is still listed vouches for the forged history; others know better.
    void oneLiarIsNotEnoughToRewriteHistory()
    {
        VaultWorld w(33, 4);
        for (std::uint8_t i = 0; i < 5; ++i) {
            w.write(0, w.put(i));
            QVERIFY(w.read(1, 0));
        }
        w.write(1, {Timestamp{5}, {}, CheckpointRecord{}});
        const std::vector<VaultRecord> real = w.all[0].records;
        VaultWriter again(w.vault.view(), 0);
        w.all[0].records.clear();
        for (std::uint8_t i = 0; i < 9; ++i) {
            w.all[0].records.push_back(*again.write(w.put(i, "forged"), w.shared, w.all[0].reader,
                                                    w.all[0].key, w.random));
            QVERIFY(w.read(2, 0));
        }
        w.write(2, {Timestamp{5}, {}, CheckpointRecord{}});
        w.all[0].struck = true;
        QVERIFY(w.read(3, 1));
        QVERIFY(w.read(3, 2));
        for (std::size_t count = 1; count <= 9; ++count) {
            QVERIFY(!w.readRun(3, 0, count));
        }
        w.all[0].records = real;
        QVERIFY(!w.readRun(3, 0, 5)); // held up, and shown as missing
        QVERIFY(!w.all[3].reader.missing(w.sources().writers).empty());
        w.all[2].struck = true;
        QVERIFY(w.readRun(3, 0, 5));
        QVERIFY(w.all[3].reader.missing(w.sources().writers).empty());
    }

    // One stolen device names records of another one that are yet to be written; both are struck.
    void aStruckDeviceVouchesForNobody()
    {
        VaultWorld w(31);
        RecordBody body = w.put(1);
        body.seen = {{0, std::uint64_t{1} << 60U, w.random.make<RecordHash>()}};
        RecordHeader header;
        std::copy(w.vault.bytes.begin(), w.vault.bytes.end(), header.vault.begin());
        header.writer = 1;
        header.sequence = 1;
        header.epoch = 1;
        w.all[1].records.push_back(
            *VaultRecord::make(header, body, w.shared.vaultRecordKey(), w.all[1].key, w.random));
        QVERIFY(w.read(2, 1));
        QCOMPARE(w.all[2].reader.missing(w.sources().writers).size(), std::size_t{1});
        w.all[0].struck = w.all[1].struck = true;
        QVERIFY(w.all[2].reader.missing(w.sources().writers).empty());
        for (std::uint8_t i = 0; i < 20; ++i) {
            w.write(0, w.put(i));
        }
        for (std::size_t count = 1; count <= 20; ++count) {
            QVERIFY(!w.readRun(2, 0, count));
        }
    }

    void aRunIsOfOneWriter()
    {
        VaultWorld w(32);
        const Bytes one = w.write(0, w.put(1)).serialize();
        const Bytes two = w.write(1, w.put(2)).serialize();
        const ByteView both[] = {one, two};
        const Bytes before = w.all[2].reader.serialize();
        QVERIFY(!w.all[2].reader.takeRun(both, w.sources()));
        QVERIFY(w.all[2].reader.serialize() == before);
        QVERIFY(w.all[2].reader.takeRun({}, w.sources())->empty());
        // A run that breaks in the middle changes nothing either.
        const Bytes third = w.write(0, w.put(3)).serialize();
        const ByteView gap[] = {one, third, one};
        QVERIFY(!w.all[2].reader.takeRun(gap, w.sources()));
        QVERIFY(w.all[2].reader.serialize() == before);
    }

    void strangersAndOtherVaults()
    {
        VaultWorld w(14);
        VaultWorld other(15);
        const Bytes foreign = other.write(0, other.put(1)).serialize();
        QCOMPARE(kindOf(w.all[1].reader.take(foreign, w.sources())), VaultErrorKind::WrongVault);
        VaultWriter stranger(w.vault.view(), 9);
        const auto record =
            stranger.write(w.put(1), w.shared, w.all[0].reader, w.all[0].key, w.random);
        QCOMPARE(kindOf(w.all[1].reader.take(record->serialize(), w.sources())),
                 VaultErrorKind::UnknownWriter);
        VaultWriter pretender(w.vault.view(), 2);
        const auto forged =
            pretender.write(w.put(1), w.shared, w.all[0].reader, w.all[0].key, w.random);
        QCOMPARE(kindOf(w.all[1].reader.take(forged->serialize(), w.sources())),
                 VaultErrorKind::BadSignature);
        w.shared = w.shared.next(w.random);
        w.write(0, w.put(1));
        VaultSources blind = w.sources();
        blind.epochs = [](Epoch) { return std::optional<VaultRecordKey>(); };
        QCOMPARE(kindOf(w.all[1].reader.take(w.all[0].records[0].serialize(), blind)),
                 VaultErrorKind::UnknownEpoch);
    }

    void deletingLeavesTheHash()
    {
        VaultWorld w(16);
        w.write(0, w.put(1));
        w.write(0, w.put(2));
        RecordBody tombstone{Timestamp{9}, {}, TombstoneRecord{}};
        std::get<TombstoneRecord>(tombstone.content).deleted = w.all[0].records[0].header.hash();
        w.write(1, std::move(tombstone));
        for (std::size_t i = 0; i < 2; ++i) {
            w.all[0].records[i] = w.all[0].records[i].stripped();
        }
        Deletions deletions;
        for (const std::size_t writer : {0U, 0U, 1U}) {
            const auto read = w.read(2, writer);
            QVERIFY(read);
            QCOMPARE(read->body.has_value(), writer == 1);
            deletions.add(*read);
        }
        // The second one was taken away by nobody who may.
        QVERIFY(deletions.unexplained() ==
                std::vector<RecordHash>{w.all[0].records[1].header.hash()});
        QCOMPARE(deletions.tombstones().size(), std::size_t{1});
    }

    void aContactChosenIdentifierHidesNoRecord()
    {
        VaultWorld w(17);
        const RecordIdKey key = w.shared.recordIdKey();
        RecordSource source;
        source.type = 7;
        const RecordId id = recordId(key, source);
        const auto differs = [&](auto change) {
            RecordSource other = source;
            change(other);
            return recordId(key, other) != id;
        };
        QVERIFY(differs([](RecordSource& s) { s.type = 8; }));
        QVERIFY(differs([](RecordSource& s) { s.conversation[0] = 1; }));
        QVERIFY(differs([](RecordSource& s) { s.sender.bytes[31] = 1; }));
        QVERIFY(differs([](RecordSource& s) { s.session[15] = 1; }));
        QVERIFY(differs([](RecordSource& s) { s.number = 1; }));
        QVERIFY(recordId(SharedKey::first(w.random).recordIdKey(), source) != id);

        // Should two records fall on the same identifier nevertheless, both stay.
        const RecordHash mine = w.random.make<RecordHash>();
        const RecordHash theirs = w.random.make<RecordHash>();
        const std::vector<StoredPut> both{{mine, {}, asBytes("mine")},
                                          {theirs, {}, asBytes("theirs")}};
        QCOMPARE(standing(both, {}).size(), std::size_t{2});
    }

    // Whatever is read first, and whatever later: the same stands in the end.
    void whatStandsDoesNotDependOnTheOrderOfReading()
    {
        sotto::test::DeterministicRandom random(40);
        const auto hash = [&] { return random.make<RecordHash>(); };
        const RecordHash a = hash();
        const RecordHash b = hash();
        const RecordHash c = hash();
        const RecordHash other = hash();
        std::vector<StoredPut> all{{a, {}, asBytes("original")},
                                   {b, a, asBytes("edited")},
                                   {c, b, asBytes("edited again")}};
        const auto standingHashes = [&](const std::set<RecordHash>& deleted) {
            std::set<RecordHash> out;
            for (const std::size_t at : standing(all, deleted)) {
                out.insert(all[at].hash);
            }
            return out;
        };
        std::sort(all.begin(), all.end(),
                  [](const StoredPut& x, const StoredPut& y) { return x.hash < y.hash; });
        do {
            QVERIFY(standingHashes({}) == std::set<RecordHash>{c});
            QVERIFY(standingHashes({c}).empty());
        } while (std::next_permutation(
            all.begin(), all.end(),
            [](const StoredPut& x, const StoredPut& y) { return x.hash < y.hash; }));
        // Two edits of one thing, or another content that replaces nothing, stand beside it.
        all.push_back({other, b, asBytes("edited otherwise")});
        QVERIFY((standingHashes({}) == std::set<RecordHash>{c, other}));
        all.back().content = asBytes("edited again");
        QVERIFY((standingHashes({}) == std::set<RecordHash>{std::min(c, other)}));
        all.back() = {other, {}, asBytes("a stranger")};
        QVERIFY((standingHashes({}) == std::set<RecordHash>{c, other}));
        QVERIFY(standing({}, {}).empty());
    }

    void sizesAreFew()
    {
        VaultWorld w(18);
        std::set<std::size_t> sizes;
        for (const std::size_t size : {0U, 1U, 100U, 400U, 1000U, 5000U, 20000U, 65433U, 98304U}) {
            const std::string text(size, 'x');
            sizes.insert(w.write(0, w.put(1, text)).serialize().size());
            QVERIFY(w.read(1, 0));
        }
        QCOMPARE(sizes.size(), std::size_t{5});
        const std::string tooLong(kRecordContentBytesMax + 1, 'x');
        const std::uint64_t before = w.all[0].writer.sequence();
        QVERIFY(!w.all[0].writer.write(w.put(1, tooLong), w.shared, w.all[0].reader, w.all[0].key,
                                       w.random));
        QCOMPARE(w.all[0].writer.sequence(), before);
    }

    void storedStatesComeBack()
    {
        VaultWorld w(19);
        w.write(0, w.put(1));
        QVERIFY(w.read(1, 0));
        w.write(1, w.put(2));
        QVERIFY(w.read(2, 1));
        const Bytes reader = w.all[2].reader.serialize();
        const auto again = VaultReader::parse(reader);
        QVERIFY(again && again->serialize() == reader);
        const Bytes writer = w.all[1].writer.serialize();
        const auto writerAgain = VaultWriter::parse(writer);
        QVERIFY(writerAgain && writerAgain->serialize() == writer);
        const VaultWriter fresh(w.vault.view(), 3);
        QVERIFY(VaultWriter::parse(fresh.serialize()));
        for (std::size_t size = 0; size < reader.size(); ++size) {
            QVERIFY(!VaultReader::parse(ByteView(reader).first(size)));
        }
        for (std::size_t size = 0; size < writer.size(); ++size) {
            QVERIFY(!VaultWriter::parse(ByteView(writer).first(size)));
        }
    }
};

QTEST_APPLESS_MAIN(TestVaultChain)
#include "tst_vault_chain.moc"
