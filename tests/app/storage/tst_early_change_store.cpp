#ifndef Q_MOC_RUN
#include "app/storage/early_change_store.h"
#include "tests/app/storage/storage_world.h"
#endif

#include <QTest>

using namespace sotto;
using namespace sotto::test;

namespace {

struct EarlyWorld : StorageWorld
{
    EarlyChangeStore early{database};
    RowId bob = addContact(1);
    RowId carol = addContact(2);

    void keep(RowId author, std::uint64_t uid, Milliseconds sent, std::string text)
    {
        change([&] {
            early.keep({author, numbered<MessageUid>(uid), false, sent, kNow, std::move(text)});
        });
    }
    void keepRemoval(RowId author, std::uint64_t uid)
    {
        change([&] { early.keep({author, numbered<MessageUid>(uid), true, 0, kNow, {}}); });
    }
    std::optional<EarlyChange> take(RowId author, std::uint64_t uid)
    {
        return change([&] { return early.take(author, numbered<MessageUid>(uid)); });
    }
};

} // namespace

/// Edits and removals that wait for their texts.
class TestEarlyChangeStore : public QObject
{
    Q_OBJECT

private slots:
    void oneIsTakenOnce();
    void theNewestEditCounts();
    void aRemovalIsFinal();
    void authorsDoNotMeet();
    void theOldestGoFirst();
    void longTextsTakeMorePlace();
    void theyEnd();
    void theyGoWithTheConversation();
};

void TestEarlyChangeStore::oneIsTakenOnce()
{
    EarlyWorld world;
    QVERIFY(!world.take(world.bob, 1));
    world.keep(world.bob, 1, 5, "later");
    const auto taken = world.take(world.bob, 1);
    QVERIFY(taken.has_value());
    QCOMPARE(taken->author, world.bob);
    QVERIFY(taken->uid == numbered<MessageUid>(1));
    QCOMPARE(taken->removes, false);
    QCOMPARE(taken->sent, Milliseconds{5});
    QCOMPARE(taken->received, StorageWorld::kNow);
    QCOMPARE(taken->text, std::string("later"));
    QVERIFY(!world.take(world.bob, 1));
}

void TestEarlyChangeStore::theNewestEditCounts()
{
    EarlyWorld world;
    world.keep(world.bob, 1, 5, "second");
    world.keep(world.bob, 1, 4, "first");
    world.keep(world.bob, 1, 6, "third");
    world.keep(world.bob, 1, 6, "of the same moment");
    QCOMPARE(world.take(world.bob, 1)->text, std::string("third"));
}

void TestEarlyChangeStore::aRemovalIsFinal()
{
    EarlyWorld world;
    world.keep(world.bob, 1, 5, "edit");
    world.keepRemoval(world.bob, 1);
    world.keep(world.bob, 1, 6, "edit");
    const auto taken = world.take(world.bob, 1);
    QVERIFY(taken->removes);
    QCOMPARE(taken->text, std::string());
}

void TestEarlyChangeStore::authorsDoNotMeet()
{
    EarlyWorld world;
    world.keep(world.bob, 1, 5, "Bob's");
    QVERIFY(!world.take(world.carol, 1));
    world.change([&] { world.early.removeAll(world.carol); });
    QCOMPARE(world.early.count(world.bob), std::uint64_t{1});
    world.change([&] { world.early.removeAll(world.bob); });
    QCOMPARE(world.early.count(world.bob), std::uint64_t{0});
}

void TestEarlyChangeStore::theOldestGoFirst()
{
    EarlyWorld world;
    world.keep(world.carol, 1, 1, "another author's");
    for (std::size_t i = 0; i < kEarlyChangesMax + 3; ++i) {
        world.keep(world.bob, i, 1, "x");
    }
    QCOMPARE(world.early.count(world.bob), std::uint64_t{kEarlyChangesMax});
    QVERIFY(!world.take(world.bob, 2));
    QVERIFY(world.take(world.bob, 3));
    QVERIFY(world.take(world.carol, 1));
}

void TestEarlyChangeStore::longTextsTakeMorePlace()
{
    EarlyWorld world;
    const std::string half(kEarlyTextBytesMax / 2, 'x');
    world.keep(world.bob, 1, 1, half);
    world.keep(world.bob, 2, 1, half);
    QCOMPARE(world.early.count(world.bob), std::uint64_t{2});
    world.keepRemoval(world.bob, 3);
    QCOMPARE(world.early.count(world.bob), std::uint64_t{3});
    world.keep(world.bob, 4, 1, "\xC3\xA4"); // counted in bytes
    QVERIFY(!world.take(world.bob, 1));
    QVERIFY(world.take(world.bob, 2));
}

void TestEarlyChangeStore::theyEnd()
{
    EarlyWorld world;
    world.keep(world.bob, 1, 1, "x");
    world.change([&] { world.early.removeReceivedBefore(StorageWorld::kNow); });
    QCOMPARE(world.early.count(world.bob), std::uint64_t{1});
    world.change([&] { world.early.removeReceivedBefore(StorageWorld::kNow + 1); });
    QCOMPARE(world.early.count(world.bob), std::uint64_t{0});
}

void TestEarlyChangeStore::theyGoWithTheConversation()
{
    EarlyWorld world;
    const RowId conversation = world.addConversation(3);
    const RowId author = world.at(conversation).contact;
    world.keep(author, 1, 1, "x");
    world.keep(world.bob, 1, 1, "x");
    world.change([&] { world.conversations.remove(conversation); });
    QCOMPARE(world.early.count(author), std::uint64_t{0});
    QCOMPARE(world.early.count(world.bob), std::uint64_t{1});
}

QTEST_GUILESS_MAIN(TestEarlyChangeStore)
#include "tst_early_change_store.moc"
