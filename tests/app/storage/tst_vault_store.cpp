#ifndef Q_MOC_RUN
#include "app/storage/vault_store.h"
#include "tests/app/storage/storage_world.h"
#endif

#include <QTest>

using namespace sotto;
using namespace sotto::test;

namespace {

VaultStore::Entry entry(std::uint16_t writer, std::uint64_t sequence)
{
    return {writer, sequence, numbered<decltype(VaultStore::Entry::hash)>(sequence)};
}

crypto::Bytes bytes(std::size_t size)
{
    return crypto::Bytes(size, 7);
}

} // namespace

/// What a device keeps of the vault.
class TestVaultStore : public QObject
{
    Q_OBJECT

private slots:
    void marksKeepTheirPlace();
    void statesAreReplaced();
    void outgoingRecordsGoInOrder();
    void entriesAreFoundByThingAndByRecord();
    void whatWaitsIsTakenOnce();
    void whatWaitsHasItsRoom();
};

void TestVaultStore::marksKeepTheirPlace()
{
    StorageWorld world;
    VaultStore store(world.database);
    world.change([&] {
        store.mark(1, "b");
        store.mark(2, "a");
        store.mark(1, std::string_view("\0x", 2));
        store.mark(1, "b");
        store.mark(4, std::string_view());
    });
    QCOMPARE(store.countDirty(), std::uint64_t{4});
    auto dirty = store.dirty(9);
    QCOMPARE(dirty.size(), std::size_t{4});
    QCOMPARE(dirty[0].key, std::string("b"));
    QCOMPARE(dirty[1].type, std::uint16_t{2});
    QCOMPARE(dirty[2].key, std::string("\0x", 2));
    QCOMPARE(store.dirty(1).size(), std::size_t{1});
    store.clean(1, "b");
    QCOMPARE(store.dirty(9).front().key, std::string("a"));
}

void TestVaultStore::statesAreReplaced()
{
    StorageWorld world;
    VaultStore store(world.database);
    QVERIFY(!store.state(3, "x"));
    QVERIFY(!store.isSaid(3, "x"));
    store.putState(3, "x", crypto::asBytes("one"), false);
    QVERIFY(!store.isSaid(3, "x"));
    store.putState(3, "x", crypto::asBytes("two"));
    store.putState(3, "", crypto::asBytes("empty"));
    store.putState(4, "x", {});
    QVERIFY(store.isSaid(3, "x"));
    QCOMPARE(store.state(3, "x")->size(), std::size_t{3});
    QCOMPARE(store.state(4, "x")->size(), std::size_t{0});
    QCOMPARE(store.keys(3), (std::vector<std::string>{"x", ""}));
    store.forgetSaid();
    QVERIFY(!store.isSaid(3, "x"));
}

void TestVaultStore::outgoingRecordsGoInOrder()
{
    StorageWorld world;
    VaultStore store(world.database);
    for (const std::uint64_t sequence : {3U, 1U, 2U}) {
        store.addOutgoing({sequence, bytes(10), bytes(100)});
    }
    QCOMPARE(store.outgoing(2, 10'000).size(), std::size_t{2});
    QCOMPARE(store.outgoing(9, 1).size(), std::size_t{1});
    QCOMPARE(store.outgoing(9, 220).size(), std::size_t{2});
    store.removeOutgoing(2);
    QCOMPARE(store.outgoing(9, 10'000).front().sequence, std::uint64_t{3});
}

void TestVaultStore::entriesAreFoundByThingAndByRecord()
{
    StorageWorld world;
    VaultStore store(world.database);
    store.addEntry(entry(0, 1), 1, "m");
    store.addEntry(entry(255, (std::uint64_t{1} << 48U) - 1), 1, "m");
    store.addEntry(entry(0, 2), 3, "m");
    const auto entries = store.entriesOf(1, "m");
    QCOMPARE(entries.size(), std::size_t{2});
    QCOMPARE(entries[1].writer, std::uint16_t{255});
    QCOMPARE(entries[1].sequence, (std::uint64_t{1} << 48U) - 1);
    QVERIFY(entries[1].hash == entry(0, (std::uint64_t{1} << 48U) - 1).hash);
    QVERIFY(store.entryAt(0, 2));
    store.removeEntry(0, 2);
    QVERIFY(!store.entryAt(0, 2));
    QVERIFY(store.entriesOf(3, "m").empty());
}

void TestVaultStore::whatWaitsIsTakenOnce()
{
    StorageWorld world;
    VaultStore store(world.database);
    store.addWaiting("m", crypto::asBytes("1"));
    store.addWaiting("n", crypto::asBytes("2"));
    store.addWaiting("m", crypto::asBytes("3"));
    const auto taken = store.takeWaiting("m");
    QCOMPARE(taken.size(), std::size_t{2});
    QVERIFY(taken[1].view()[0] == '3');
    QVERIFY(store.takeWaiting("m").empty());
    QCOMPARE(store.takeWaiting("n").size(), std::size_t{1});
}

void TestVaultStore::whatWaitsHasItsRoom()
{
    StorageWorld world;
    VaultStore store(world.database);
    store.setRoom(10);
    store.addWaiting("m", crypto::asBytes("12345"));
    QCOMPARE(store.room(), std::size_t{4});
    store.addWaiting("m", crypto::asBytes("6789")); // with its key it is one byte too long
    QCOMPARE(store.room(), std::size_t{4});
    store.addWaiting("n", crypto::asBytes("678"));
    QCOMPARE(store.room(), std::size_t{0});
    QVERIFY(!store.takeRoom(1));
    QCOMPARE(store.takeWaiting("m").size(), std::size_t{1});
    QCOMPARE(store.takeWaiting("n").size(), std::size_t{1});
}

QTEST_APPLESS_MAIN(TestVaultStore)
#include "tst_vault_store.moc"
