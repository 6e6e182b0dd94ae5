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
        w.write(0, w.put(1));
        const auto twin = clone.write(w.put(2), w.shared, w.all[0].reader, w.all[0].key, w.random);
        // Device 1 is shown one, device 2 the other; then 2 reads what 1 writes.
        QVERIFY(w.read(1, 0));
        QVERIFY(w.all[2].reader.take(twin->serialize(), w.sources()));
        w.write(1, w.put(3));
        QCOMPARE(kindOf(w.read(2, 1)), VaultErrorKind::Fork);
        // And if 2 reads what 1 wrote first, the twin is refused.
        VaultReader fresh(w.vault.view());
        QVERIFY(fresh.take(w.all[1].records[0].serialize(), w.sources()));
        QCOMPARE(kindOf(fresh.take(twin->serialize(), w.sources())), VaultErrorKind::Fork);
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
        QVERIFY(w.all[2].reader.missing().empty());
        QVERIFY(w.read(2, 1));
        const std::vector<MissingRecords> expected{{0, 2, 2, 1}};
        QVERIFY(w.all[2].reader.missing() == expected);
        QVERIFY((w.all[2].reader.missing({{0, 1}, {1, 1}}) == expected));
        QVERIFY(w.all[2].reader.missing({{0, 2}, {1, 1}}).empty());
        QVERIFY(w.read(2, 0));
        QVERIFY(w.all[2].reader.missing().empty());
    }

    void aWholeChainKeptBackIsNoticed()
    {
        VaultWorld w(9);
        w.write(0, w.put(1));
        QVERIFY(w.read(1, 0));
        w.write(1, w.put(2));
        QVERIFY(w.read(2, 1));
        QVERIFY((w.all[2].reader.missing() == std::vector<MissingRecords>{{0, 1, 1, 1}}));
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
        QVERIFY(stored->missing({{0, 4}}).empty());
        QVERIFY(stored->missing({{0, 9}}).empty());
        QVERIFY((stored->missing({{0, 2}}) == std::vector<MissingRecords>{{0, 3, 4, 0}}));
        QVERIFY((stored->missing({}) == std::vector<MissingRecords>{{0, 1, 4, 0}}));
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
        // A newcomer takes what others vouch for, and no more.
        QCOMPARE(kindOf(w.read(2, 0)), VaultErrorKind::StruckWriter);
        QVERIFY(w.read(2, 1));
        QVERIFY(w.read(2, 0));
        QVERIFY(w.read(2, 0));
        QCOMPARE(kindOf(w.read(2, 0)), VaultErrorKind::StruckWriter);
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
        const RecordHash first = w.write(0, w.put(1, "mine")).header.hash();
        const Bytes mine(asBytes("mine").begin(), asBytes("mine").end());
        const std::vector<StoredPut> stored{{first, mine}};
        const auto placed = [&](std::string_view text, const RecordHash& replaces) {
            RecordBody body = w.put(1, text);
            auto& put = std::get<PutRecord>(body.content);
            put.replaces = replaces;
            return place(put, stored);
        };
        QCOMPARE(placed("mine", {}), Placement::Same);
        QCOMPARE(placed("theirs", {}), Placement::Conflict);
        QCOMPARE(placed("newer", first), Placement::Replaces);
        RecordHash other = first;
        other.bytes[0] ^= 1;
        QCOMPARE(placed("newer", other), Placement::Conflict);
        QCOMPARE(place(std::get<PutRecord>(w.put(2).content), {}), Placement::New);
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
