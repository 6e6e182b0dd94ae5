#ifndef Q_MOC_RUN
#include "app/storage/outbox_store.h"
#include "tests/app/storage/storage_world.h"
#endif

#include <QTest>

using namespace sotto;
using namespace sotto::test;

namespace {

struct OutboxWorld : StorageWorld
{
    OutboxStore outbox{database};
    OutboxRecipient bob{addContact(1), numbered<DeviceBytes>(1)};
    OutboxRecipient bobsOther{bob.contact, numbered<DeviceBytes>(2)};
    OutboxRecipient carol{addContact(2), numbered<DeviceBytes>(1)};

    RowId add(const OutboxRecipient& to, std::uint64_t uid, RowId message = kNoRow)
    {
        OutboxItem item;
        item.contact = to.contact;
        item.device = to.device;
        item.message = message;
        if (uid != 0) {
            item.uid = numbered<MessageUid>(uid);
        }
        item.content = crypto::SecretBytes(crypto::asBytes("content"));
        return change([&] { return outbox.add(item); });
    }
    std::vector<RowId> next(const OutboxRecipient& to, std::size_t limit = 100)
    {
        std::vector<RowId> out;
        for (const OutboxItem& item : outbox.next(to, limit)) {
            out.push_back(item.id);
        }
        return out;
    }
};

using Ids = std::vector<RowId>;

} // namespace

/// What waits to be sent.
class TestOutboxStore : public QObject
{
    Q_OBJECT

private slots:
    void comesBackWhole();
    void sealedOnesGoFirst();
    void recipientsHaveSomethingToSend();
    void postedOnesWaitForAnAnswer();
    void withoutUidTheyEnd();
    void acknowledging();
    void requeuing();
    void unacknowledgedOnes();
    void aMessageWaitsForAll();
    void whatIsAboutAMessage();
    void sayingSomethingElse();
    void removing();
};

void TestOutboxStore::comesBackWhole()
{
    OutboxWorld world;
    const RowId id = world.add(world.bob, 5, 44);
    const auto items = world.outbox.next(world.bob, 1);
    QCOMPARE(items.size(), std::size_t{1});
    QCOMPARE(items[0].id, id);
    QCOMPARE(items[0].contact, world.bob.contact);
    QVERIFY(items[0].device == world.bob.device);
    QCOMPARE(items[0].message, 44);
    QVERIFY(items[0].uid == numbered<MessageUid>(5));
    QVERIFY(items[0].stage == OutboxStage::Queued);
    QVERIFY(std::ranges::equal(items[0].content.view(), crypto::asBytes("content")));
    QVERIFY(items[0].envelope.empty());
    QCOMPARE(items[0].attempts, 0U);
}

void TestOutboxStore::sealedOnesGoFirst()
{
    OutboxWorld world;
    const RowId a = world.add(world.bob, 1);
    const RowId b = world.add(world.bob, 2);
    const RowId c = world.add(world.bob, 3);
    world.outbox.seal(b, crypto::asBytes("envelope"));
    world.outbox.seal(c, crypto::asBytes("envelope"));
    QCOMPARE(world.next(world.bob), (Ids{b, c, a}));
    QCOMPARE(world.next(world.bob, 2), (Ids{b, c}));
    QCOMPARE(world.next(world.bob, 1), (Ids{b}));
    const auto items = world.outbox.next(world.bob, 1);
    QVERIFY(items[0].stage == OutboxStage::Sealed);
    QVERIFY(std::ranges::equal(items[0].envelope, crypto::asBytes("envelope")));
    QVERIFY(world.next(world.carol).empty());
}

void TestOutboxStore::recipientsHaveSomethingToSend()
{
    OutboxWorld world;
    QVERIFY(world.outbox.recipients().empty());
    const RowId posted = world.add(world.bob, 1);
    world.outbox.markPosted(posted, 7);
    world.add(world.carol, 2);
    const RowId sealed = world.add(world.bobsOther, 3);
    world.add(world.bobsOther, 4);
    world.outbox.seal(sealed, crypto::asBytes("envelope"));
    QVERIFY(world.outbox.recipients() == (std::vector{world.bobsOther, world.carol}));
}

void TestOutboxStore::postedOnesWaitForAnAnswer()
{
    OutboxWorld world;
    const RowId id = world.add(world.bob, 1);
    world.outbox.seal(id, crypto::asBytes("envelope"));
    world.outbox.markPosted(id, 7);
    QVERIFY(world.next(world.bob).empty());
    const auto items = world.outbox.unacknowledged(world.bob, 100, 8, 10);
    QCOMPARE(items.size(), std::size_t{1});
    QVERIFY(items[0].stage == OutboxStage::Posted);
    QCOMPARE(items[0].posted, 7);
    QVERIFY(items[0].envelope.empty());
    QVERIFY(!items[0].content.empty());
}

void TestOutboxStore::withoutUidTheyEnd()
{
    OutboxWorld world;
    const RowId id = world.add(world.bob, 0);
    world.outbox.markPosted(id, 7);
    QCOMPARE(numberFrom(world.database, "SELECT count(*) FROM outbox"), 0);
}

void TestOutboxStore::acknowledging()
{
    OutboxWorld world;
    world.outbox.markPosted(world.add(world.bob, 1, 11), 7);
    world.outbox.markPosted(world.add(world.bob, 2), 7);
    world.outbox.markPosted(world.add(world.bobsOther, 1, 11), 7);
    world.add(world.bob, 0, 12);
    const std::vector uids = {numbered<MessageUid>(1), numbered<MessageUid>(2),
                              numbered<MessageUid>(3), MessageUid()};
    QVERIFY(world.outbox.acknowledge(world.bob, uids).messages == Ids{11});
    QVERIFY(world.outbox.acknowledge(world.bob, uids).messages.empty());
    QCOMPARE(numberFrom(world.database, "SELECT count(*) FROM outbox"), 2);
    QVERIFY(world.outbox.acknowledge(world.carol, uids).messages.empty());
    QVERIFY(world.outbox.acknowledge(world.bobsOther, uids).messages == Ids{11});
}

void TestOutboxStore::requeuing()
{
    OutboxWorld world;
    const RowId id = world.add(world.bob, 1);
    const RowId later = world.add(world.bob, 2);
    world.outbox.seal(id, crypto::asBytes("envelope"));
    world.outbox.markPosted(id, 7);
    world.outbox.requeue(id);
    const auto items = world.outbox.next(world.bob, 5);
    QCOMPARE(items.size(), std::size_t{2});
    QCOMPARE(items[0].id, id);
    QCOMPARE(items[1].id, later);
    QVERIFY(items[0].stage == OutboxStage::Queued);
    QVERIFY(items[0].envelope.empty());
    QCOMPARE(items[0].attempts, 1U);
}

void TestOutboxStore::unacknowledgedOnes()
{
    OutboxWorld world;
    const RowId a = world.add(world.bob, 1);
    const RowId b = world.add(world.bob, 2);
    const RowId c = world.add(world.bob, 3);
    world.outbox.markPosted(a, 5);
    world.outbox.markPosted(b, 9);
    world.outbox.markPosted(c, 5);
    QCOMPARE(world.outbox.unacknowledged(world.bob, c, 9, 10).size(), std::size_t{1});
    QCOMPARE(world.outbox.unacknowledged(world.bob, c, 9, 10)[0].id, a);
    QCOMPARE(world.outbox.unacknowledged(world.bob, c + 1, 10, 10).size(), std::size_t{3});
    QCOMPARE(world.outbox.unacknowledged(world.bob, c + 1, 10, 2).size(), std::size_t{2});
    QVERIFY(world.outbox.unacknowledged(world.carol, c + 1, 10, 10).empty());
}

void TestOutboxStore::aMessageWaitsForAll()
{
    OutboxWorld world;
    const RowId first = world.add(world.bob, 1, 11);
    const RowId second = world.add(world.bobsOther, 1, 11);
    world.add(world.carol, 9);
    QVERIFY(world.outbox.isUnposted(11));
    world.outbox.markPosted(first, 7);
    QVERIFY(world.outbox.isUnposted(11));
    world.outbox.markPosted(second, 7);
    QVERIFY(!world.outbox.isUnposted(11));
    QVERIFY(!world.outbox.isUnposted(kNoRow));
}

void TestOutboxStore::whatIsAboutAMessage()
{
    OutboxWorld world;
    const auto add = [&world](const OutboxRecipient& to, RowId message, RowId subject) {
        OutboxItem item;
        item.contact = to.contact;
        item.device = to.device;
        item.message = message;
        item.subject = subject;
        return world.change([&] { return world.outbox.add(item); });
    };
    const RowId text = add(world.bob, 11, 11);
    add(world.bob, 12, 12);
    const RowId edit = add(world.bobsOther, kNoRow, 11);
    add(world.bob, kNoRow, kNoRow);
    world.outbox.markPosted(edit, 7);
    QCOMPARE(world.outbox.about(11).size(), std::size_t{1}); // that without a uid has ended
    const RowId posted = world.add(world.carol, 5);
    QCOMPARE(world.outbox.about(kNoRow).size(), std::size_t{0});
    world.outbox.markPosted(posted, 7);
    const auto items = world.outbox.about(11);
    QCOMPARE(items[0].id, text);
    QCOMPARE(items[0].subject, 11);
    QCOMPARE(items[0].message, 11);
}

void TestOutboxStore::sayingSomethingElse()
{
    OutboxWorld world;
    const RowId queued = world.add(world.bob, 1);
    const RowId sealed = world.add(world.bob, 2);
    const RowId posted = world.add(world.bob, 3);
    world.outbox.seal(sealed, crypto::asBytes("envelope"));
    world.outbox.markPosted(posted, 7);
    for (const RowId id : {queued, sealed, posted}) {
        world.outbox.replace(id, crypto::asBytes("else"));
    }
    const auto items = world.outbox.next(world.bob, 5);
    QCOMPARE(items.size(), std::size_t{2});
    QCOMPARE(items[0].attempts, 0U);
    // The envelope says the old: it is to be made anew.
    QVERIFY(items[1].stage == OutboxStage::Queued);
    QVERIFY(items[1].envelope.empty());
    QCOMPARE(items[1].attempts, 1U);
    QVERIFY(items[1].uid == numbered<MessageUid>(2));
    for (const OutboxItem& item : items) {
        QVERIFY(std::ranges::equal(item.content.view(), crypto::asBytes("else")));
    }
    const auto waiting = world.outbox.unacknowledged(world.bob, 100, 8, 10);
    QCOMPARE(waiting.size(), std::size_t{1});
    QVERIFY(std::ranges::equal(waiting[0].content.view(), crypto::asBytes("else")));
    QCOMPARE(waiting[0].attempts, 0U);
}

void TestOutboxStore::removing()
{
    OutboxWorld world;
    const RowId first = world.add(world.bob, 1);
    world.add(world.bob, 2);
    world.add(world.bobsOther, 3);
    world.add(world.carol, 4);
    world.outbox.remove(first);
    QCOMPARE(world.next(world.bob).size(), std::size_t{1});
    world.outbox.removeAll(world.bob.contact, world.bob.device);
    QVERIFY(world.next(world.bob).empty());
    QCOMPARE(world.next(world.bobsOther).size(), std::size_t{1});
    world.outbox.removeAll(world.bob.contact, DeviceBytes());
    QVERIFY(world.next(world.bobsOther).empty());
    QCOMPARE(world.next(world.carol).size(), std::size_t{1});
}

QTEST_GUILESS_MAIN(TestOutboxStore)
#include "tst_outbox_store.moc"
