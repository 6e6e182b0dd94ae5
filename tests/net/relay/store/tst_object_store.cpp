#ifndef Q_MOC_RUN
#include "net/wire/limits.h"
#include "tests/crypto/objects/list_world.h"
#include "tests/net/relay/store/store_world.h"
#endif

#include <QTemporaryDir>
#include <QTest>

using namespace sotto;
using namespace sotto::test;

/// Objects, events, records, EAPI records; each test runs on the disk and in memory.
class TestObjectStore : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    int m_used = 0;

    std::filesystem::path folder()
    {
        QFETCH_GLOBAL(bool, inMemory);
        return inMemory ? std::filesystem::path()
                        : std::filesystem::path(m_folder.path().toStdString()) /
                              std::to_string(++m_used);
    }
    static bool isOnDisk()
    {
        QFETCH_GLOBAL(bool, inMemory);
        return !inMemory;
    }

private slots:
    void initTestCase_data();

    void updatesAreKept();
    void refusedUpdatesChangeNothing();
    void supersededVersionsStayAWhile();
    void objectsHaveAQuota();
    void eventsAreNumbered();
    void recordsFollowOneAnother();
    void repeatedRecordsAreNoError();
    void strippedRecordsKeepTheirHead();
    void anObjectGoesWhole();
    void eapiAdvances();
};

void TestObjectStore::initTestCase_data()
{
    QTest::addColumn<bool>("inMemory");
    QTest::newRow("on the disk") << false;
    QTest::newRow("in memory") << true;
}

void TestObjectStore::updatesAreKept()
{
    StoreWorld world(folder());
    const ListWorld lists(1, ObjectKind::Card);
    const ObjectName name{ObjectKind::Card, lists.object};
    const Bytes body = {1, 2, 3};
    const Bytes header = lists.version(0, {}, body);
    QVERIFY(!world.reader().object(name, 0));
    world.group([&] {
        QVERIFY(!world.store().objects().state(name));
        QVERIFY(
            world.store().objects().update(name, {lists.views(), header, body}, StoreWorld::kNow));
    });
    if (isOnDisk()) {
        world.reopen();
    }
    const auto content = world.reader().object(name, 0).value();
    QCOMPARE(content.listChanges, lists.changes);
    QCOMPARE(content.listSize, 4u);
    QCOMPARE(content.newest, 1u);
    QCOMPARE(content.signedHeader, header);
    QCOMPARE(content.body, body);
    QCOMPARE(world.reader().object(name, 3)->listChanges.size(), 1u);
    QCOMPARE(world.reader().object(name, 9)->listChanges.size(), 0u);
    world.group([&] {
        QVERIFY(world.store().objects().state(name)->list() == lists.list);
        QCOMPARE(world.store().objects().state(name)->newest().number, 1u);
    });
    QCOMPARE(world.store().figures().objects, 1u);
    // Another kind of the same name is another object.
    QVERIFY(!world.reader().object({ObjectKind::Vault, lists.object}, 0));
}

void TestObjectStore::refusedUpdatesChangeNothing()
{
    StoreWorld world(folder());
    ListWorld lists(2, ObjectKind::Vault);
    const ObjectName name{ObjectKind::Vault, lists.object};
    ObjectStore& objects = world.store().objects();
    world.group([&] {
        // Made for another object, and not a creation.
        QVERIFY(!objects.update({ObjectKind::Vault, numbered<ObjectId>(1)}, {lists.views(), {}, {}},
                                StoreWorld::kNow));
        QVERIFY(!objects.update({ObjectKind::Card, lists.object}, {lists.views(), {}, {}},
                                StoreWorld::kNow));
        QVERIFY(!objects.update(name, {{lists.changes[1]}, {}, {}}, StoreWorld::kNow));
    });
    QCOMPARE(world.store().figures().objects, 0u);
    world.group([&] {
        QVERIFY(objects.update(name, {lists.views(), {}, {}}, StoreWorld::kNow));
        // A second creation, and a version that skips one.
        QVERIFY(!objects.update(name, {lists.views(), {}, {}}, StoreWorld::kNow));
        const Bytes body = {1};
        SeenVersion seen;
        seen.number = 1;
        seen.hash.bytes.fill(1);
        const auto result =
            objects.update(name, {{}, lists.version(0, seen, body), body}, StoreWorld::kNow);
        QVERIFY(!result && result.error().kind == UpdateError::Kind::Conflict);
    });
    QCOMPARE(world.reader().object(name, 0)->newest, 0u);
    QCOMPARE(world.reader().object(name, 0)->listSize, 4u);

    world.store().begin();
    QVERIFY(lists.strike(kRootIndex, 2));
    QVERIFY(objects.update(name, {{lists.changes.back()}, {}, {}}, StoreWorld::kNow));
    const ListWorld others(3, ObjectKind::Vault);
    QVERIFY(objects.update({ObjectKind::Vault, others.object}, {others.views(), {}, {}},
                           StoreWorld::kNow));
    world.store().rollback();
    QCOMPARE(world.store().figures().objects, 1u);
    QCOMPARE(world.reader().object(name, 0)->listSize, 4u);
    world.group([&] { QVERIFY(objects.state(name)->list().mayWrite(2)); });
}

void TestObjectStore::supersededVersionsStayAWhile()
{
    StoreWorld world(folder());
    const ListWorld lists(4, ObjectKind::Card);
    const ObjectName name{ObjectKind::Card, lists.object};
    SeenVersion seen;
    std::vector<Bytes> headers;
    for (std::uint8_t i = 1; i <= 3; ++i) {
        const Bytes body = {i};
        headers.push_back(lists.version(0, seen, body));
        world.group([&] {
            QVERIFY(world.store().objects().update(
                name, {i == 1 ? lists.views() : std::vector<ByteView>(), headers.back(), body},
                StoreWorld::kNow.plus(crypto::Duration::days(i))));
            seen = world.store().objects().state(name)->newest();
        });
    }
    QCOMPARE(world.reader().version(name, 1)->first, headers[0]);
    QCOMPARE(world.reader().version(name, 2)->second, Bytes{2});
    QVERIFY(!world.reader().version(name, 4));
    // The first was superseded on day 2, the second on day 3.
    world.maintain(StoreWorld::kNow.plus(crypto::Duration::days(32)));
    QVERIFY(world.reader().version(name, 1));
    world.maintain(StoreWorld::kNow.plus({crypto::Duration::days(32).seconds + 1}));
    QVERIFY(!world.reader().version(name, 1));
    QVERIFY(world.reader().version(name, 2));
    world.maintain(StoreWorld::kNow.plus(crypto::Duration::days(400)));
    QVERIFY(!world.reader().version(name, 2));
    QCOMPARE(world.reader().object(name, 0)->body, Bytes{3});
}

void TestObjectStore::objectsHaveAQuota()
{
    StoreOptions options = StoreWorld::quick();
    options.objectsMax = 1;
    options.mailboxesMax = 1;
    StoreWorld world(folder(), options);
    const ListWorld lists(5, ObjectKind::Card);
    world.group([&] {
        QVERIFY(!world.store().objects().isFull());
        QVERIFY(world.store().objects().update({ObjectKind::Card, lists.object},
                                               {lists.views(), {}, {}}, StoreWorld::kNow));
        QVERIFY(world.store().objects().isFull());
        QVERIFY(!world.mailboxes().isFull());
    });
    world.makeMailbox(1);
    world.group([&] {
        QVERIFY(world.mailboxes().isFull());
        world.mailboxes().remove(world.mailbox(1));
        QVERIFY(!world.mailboxes().isFull());
    });
}

void TestObjectStore::eventsAreNumbered()
{
    StoreWorld world(folder());
    const ListWorld lists(6, ObjectKind::Recovery);
    const ObjectName name{ObjectKind::Recovery, lists.object};
    ObjectStore& objects = world.store().objects();
    world.group([&] {
        QVERIFY(objects.update(name, {lists.views(), {}, {}}, StoreWorld::kNow));
        QCOMPARE(objects.newestEvent(name), 0u);
        QCOMPARE(objects.addEvent(name, 1, UINT64_MAX, StoreWorld::kNow), 1u);
        QCOMPARE(objects.addEvent(name, 4, 7, StoreWorld::kNow.plus({5})), 2u);
        QCOMPARE(objects.newestEvent(name), 2u);
    });
    const auto events = world.reader().events(name, 0, 10);
    QCOMPARE(events.size(), 2u);
    QCOMPARE(events[0].detail, UINT64_MAX);
    QCOMPARE(events[1].number, 2u);
    QCOMPARE(events[1].type, 4u);
    QCOMPARE(events[1].time.seconds, StoreWorld::kNow.seconds + 5);
    QCOMPARE(world.reader().events(name, 1, 10).size(), 1u);
    QCOMPARE(world.reader().events(name, 0, 1).size(), 1u);
    QCOMPARE(world.reader().events(name, UINT64_MAX, 1).size(), 0u);
    world.maintain(StoreWorld::kNow.plus({wire::kObjectEventsKept.seconds + 3}));
    QCOMPARE(world.reader().events(name, 0, 10).size(), 1u);
    world.maintain(StoreWorld::kNow.plus({wire::kObjectEventsKept.seconds + 9}));
    QVERIFY(world.reader().events(name, 0, 10).empty());
    world.group([&] { QCOMPARE(objects.addEvent(name, 1, 0, StoreWorld::kNow), 3u); });
}

namespace {

/// A vault with its records' bytes.
struct Vault
{
    explicit Vault(StoreWorld& storeWorld)
        : world(storeWorld)
        , lists(7, ObjectKind::Vault)
    {
        world.group([&] {
            static_cast<void>(world.store().objects().update(
                {ObjectKind::Vault, lists.object}, {lists.views(), {}, {}}, StoreWorld::kNow));
        });
    }
    AppendOutcome append(std::uint16_t writer, std::uint64_t first, std::uint64_t last,
                         std::uint8_t fill = 1)
    {
        const Bytes head(wire::kRecordHeadBytes, fill);
        const Bytes body(100, fill);
        std::vector<NewRecord> records;
        for (std::uint64_t i = first; i <= last; ++i) {
            records.push_back({i, head, body});
        }
        return world.group([&] {
            return world.store().objects().append(lists.object, writer, records, StoreWorld::kNow);
        });
    }

    StoreWorld& world;
    ListWorld lists;
};

} // namespace

void TestObjectStore::recordsFollowOneAnother()
{
    StoreWorld world(folder());
    Vault vault(world);
    QVERIFY(vault.append(0, 1, 3).stored);
    QCOMPARE(vault.append(0, 1, 3).newest, 3u);
    QVERIFY(vault.append(5, 1, 1).stored);
    QVERIFY(!vault.append(0, 5, 6).stored); // a gap
    QCOMPARE(vault.append(0, 5, 6).newest, 3u);
    QVERIFY(!vault.append(0, 0, 0).stored);
    QVERIFY(!vault.append(3, 2, 2).stored);
    QCOMPARE(vault.append(0, 4, 6).newest, 6u);
    const ObjectId& id = vault.lists.object;
    QCOMPARE(world.reader().records(id, 0, 1, 1'000'000).size(), 6u);
    QCOMPARE(world.reader().records(id, 0, 5, 1'000'000).size(), 2u);
    QCOMPARE(world.reader().records(id, 0, 1, 2 * 299).size(), 2u);
    QCOMPARE(world.reader().records(id, 0, 1, 1).size(), 1u);
    QCOMPARE(world.reader().records(id, 0, UINT64_MAX, 1'000'000).size(), 0u);
    QCOMPARE(world.reader().records(numbered<ObjectId>(4), 0, 1, 1'000'000).size(), 0u);
    const auto writers = world.reader().writers(id);
    QCOMPARE(writers.size(), 2u);
    QCOMPARE(writers[0].newest, 6u);
    QCOMPARE(writers[1].writer, 5u);
    world.group([&] {
        QVERIFY(
            !world.store().objects().append(numbered<ObjectId>(4), 0, {}, StoreWorld::kNow).stored);
    });
}

void TestObjectStore::repeatedRecordsAreNoError()
{
    StoreWorld world(folder());
    Vault vault(world);
    vault.append(0, 1, 3);
    const AppendOutcome overlapping = vault.append(0, 2, 5);
    QVERIFY(overlapping.stored);
    QCOMPARE(overlapping.newest, 5u);
    // Other bytes under a number that is taken: nothing of the batch is stored.
    const AppendOutcome other = vault.append(0, 5, 7, 2);
    QVERIFY(!other.stored);
    QCOMPARE(other.newest, 5u);
    QCOMPARE(world.reader().records(vault.lists.object, 0, 1, 1'000'000).size(), 5u);
}

void TestObjectStore::strippedRecordsKeepTheirHead()
{
    StoreWorld world(folder());
    Vault vault(world);
    vault.append(0, 1, 3);
    const ObjectId& id = vault.lists.object;
    world.group([&] {
        QVERIFY(world.store().objects().strip(id, 0, 2));
        QVERIFY(world.store().objects().strip(id, 0, 2));
        QVERIFY(!world.store().objects().strip(id, 0, 4));
        QVERIFY(!world.store().objects().strip(id, 1, 1));
        QVERIFY(!world.store().objects().strip(numbered<ObjectId>(4), 0, 1));
    });
    const auto records = world.reader().records(id, 0, 1, 1'000'000);
    QCOMPARE(records.size(), 3u);
    QVERIFY(records[1].body.empty());
    QCOMPARE(records[1].head.size(), wire::kRecordHeadBytes);
    QCOMPARE(records[2].body.size(), 100u);
    QVERIFY(vault.append(0, 1, 3).stored); // whole, as the writer still has it
}

/// In steps, and nobody else's with it. A step that is rolled back took nothing.
void TestObjectStore::anObjectGoesWhole()
{
    StoreWorld world(folder());
    Vault vault(world);
    const ListWorld card(8, ObjectKind::Card);
    const ObjectName name{ObjectKind::Vault, vault.lists.object};
    const ObjectName other{ObjectKind::Card, card.object};
    ObjectStore& objects = world.store().objects();
    for (std::uint64_t i = 0; i < 12; ++i) {
        QVERIFY(vault.append(0, i * 100 + 1, i * 100 + 100).stored);
    }
    QVERIFY(vault.append(5, 1, 3).stored);
    world.group([&] {
        QVERIFY(objects.update(other, {card.views(), {}, {}}, StoreWorld::kNow));
        objects.addEvent(name, 1, 0, StoreWorld::kNow);
        objects.addEvent(other, 1, 0, StoreWorld::kNow);
    });
    const auto left = [&] { return world.reader().records(name.id, 0, 1, 100'000'000).size(); };
    QCOMPARE(left(), 1200u);
    world.store().begin();
    QVERIFY(objects.remove(name));
    world.store().rollback();
    QCOMPARE(left(), 1200u);

    int steps = 1;
    while (world.group([&] { return objects.remove(name); })) {
        QVERIFY(world.reader().object(name, 0)); // who is interrupted goes on
        ++steps;
    }
    QVERIFY(steps > 2);
    QVERIFY(!world.reader().object(name, 0));
    QCOMPARE(left(), 0u);
    QVERIFY(world.reader().writers(name.id).empty());
    QVERIFY(world.reader().events(name, 0, 10).empty());
    QCOMPARE(world.store().figures().objects, 1u);
    QVERIFY(world.reader().object(other, 0));
    QCOMPARE(world.reader().events(other, 0, 10).size(), 1u);
    QVERIFY(!world.group([&] { return objects.remove(name); }));
    QCOMPARE(world.store().figures().objects, 1u);
    // The name is free, and what comes under it begins anew.
    world.group([&] {
        QVERIFY(objects.update(name, {vault.lists.views(), {}, {}}, StoreWorld::kNow));
    });
    QCOMPARE(left(), 0u);
    QVERIFY(vault.append(0, 1, 1).stored);
}

void TestObjectStore::eapiAdvances()
{
    StoreWorld world(folder());
    EapiRecords& records = world.store().eapi();
    DeterministicRandom random(1);
    std::vector<Eapi> keys;
    for (int i = 0; i < 6; ++i) {
        keys.push_back(random.make<Eapi>());
    }
    const auto knows = [&](std::size_t i) {
        return world.group([&] {
            const auto found = world.store().eapi().find(identifierOf(keys[i]));
            return found && *found == keys[i];
        });
    };
    const EapiOwner owner{{ObjectKind::Vault, numbered<ObjectId>(1)}, 3};
    const EapiOwner other{{ObjectKind::Vault, numbered<ObjectId>(1)}, 4};
    world.group([&] {
        records.begin(owner, keys[0].duplicate());
        records.begin(other, keys[5].duplicate());
    });
    QVERIFY(knows(0));
    QVERIFY(!knows(1));
    world.group([&] {
        QVERIFY(!records.advance(identifierOf(keys[1]), keys[2].duplicate()));
        QVERIFY(records.advance(identifierOf(keys[0]), keys[1].duplicate()));
    });
    QVERIFY(knows(0) && knows(1) && knows(5));
    world.group([&] { QVERIFY(records.advance(identifierOf(keys[1]), keys[2].duplicate())); });
    QVERIFY(!knows(0) && knows(1) && knows(2));
    world.store().begin();
    QVERIFY(records.advance(identifierOf(keys[2]), keys[3].duplicate()));
    world.store().rollback();
    QVERIFY(knows(1) && knows(2) && !knows(3));
    if (isOnDisk()) {
        world.reopen();
        QVERIFY(knows(1) && knows(2) && knows(5));
    }
    world.group([&] { world.store().eapi().begin(owner, keys[4].duplicate()); });
    QVERIFY(!knows(1) && !knows(2) && knows(4) && knows(5));
}

QTEST_GUILESS_MAIN(TestObjectStore)
#include "tst_object_store.moc"
