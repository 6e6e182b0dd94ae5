#ifndef Q_MOC_RUN
#include "net/relay/store/check_store.h"
#include "tests/net/relay/store/store_world.h"
#endif

#include <QTemporaryDir>
#include <QTest>

using namespace sotto;
using namespace sotto::test;

namespace {

std::filesystem::path dataIn(const QTemporaryDir& folder)
{
    return std::filesystem::path(folder.path().toStdString()) / "data";
}

/// Posts envelopes number @p first to @p last in one group.
std::vector<PostOutcome> postMany(StoreWorld& world, std::uint64_t box, std::uint64_t first,
                                  std::uint64_t last, std::size_t size)
{
    std::vector<NewEnvelope> envelopes;
    for (std::uint64_t i = first; i <= last; ++i) {
        envelopes.push_back(makeEnvelope(world.mailbox(box), i, size));
    }
    return world.group([&] {
        return world.mailboxes()
            .post(world.mailbox(box), world.token(), envelopes, StoreWorld::kNow)
            .value();
    });
}

std::uint64_t bytesIn(const std::filesystem::path& folder)
{
    std::uint64_t out = 0;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        out += entry.is_regular_file() ? entry.file_size() : 0;
    }
    return out;
}

} // namespace

/// Giving space back, forgetting, and a disk that is full.
class TestStoreUpkeep : public QObject
{
    Q_OBJECT

private slots:
    void spaceIsUsedAgain();
    void lateReadersFreeTheirSpace();
    void idsAreForgottenOldestFirst();
    void crashedReclaimGoesOn();
    void fullDatabaseRefusesAndRecovers();
    void fullGroupChangesNothing();
};

void TestStoreUpkeep::spaceIsUsedAgain()
{
    const QTemporaryDir temporary;
    StoreOptions options = StoreWorld::quick();
    options.rememberedIdsMax = 5'000;
    StoreWorld world(dataIn(temporary), options);
    world.makeMailbox(1);
    for (std::uint64_t round = 0; round < 100; ++round) {
        postMany(world, 1, round * 1'000 + 1, (round + 1) * 1'000, 500);
        world.acknowledgeAll(1);
        world.maintain();
    }
    // 100,000 envelopes of 500 bytes came and went through a file that stopped growing early.
    QVERIFY(world.store().figures().databaseBytes < 5'000'000);
    // Nor did its log grow beyond what is written back in one go.
    QVERIFY(bytesIn(dataIn(temporary)) < 50'000'000);
    QCOMPARE(postMany(world, 1, 100'001, 100'001, 500)[0].number, 100'001u);
    world.reopen();
    QCOMPARE(world.waiting(1), (std::vector<std::uint64_t>{100'001}));
    QCOMPARE(checkStore(dataIn(temporary)), std::vector<std::string>());
}

void TestStoreUpkeep::lateReadersFreeTheirSpace()
{
    // The ids of what waits are passed by the mark, then acknowledged.
    const QTemporaryDir temporary;
    StoreOptions options = StoreWorld::quick();
    options.rememberedIdsMax = 10;
    StoreWorld world(dataIn(temporary), options);
    world.makeMailbox(1);
    world.makeMailbox(2);
    for (std::uint64_t i = 0; i < 20; ++i) {
        postMany(world, 1, i * 10 + 1, i * 10 + 10, 2'000);
        postMany(world, 2, i * 10 + 1, i * 10 + 10, 2'000);
        world.acknowledgeAll(2);
        world.maintain();
    }
    QCOMPARE(postMany(world, 1, 1, 1, 2'000)[0].result, PostResult::Known);
    QCOMPARE(postMany(world, 2, 1, 1, 2'000)[0].result, PostResult::Stored);
    QCOMPARE(world.waiting(1).size(), 200u);
    world.subscribe(1, 150);
    world.maintain();
    QCOMPARE(postMany(world, 1, 1, 1, 2'000)[0].result, PostResult::Stored);
    QCOMPARE(postMany(world, 1, 160, 160, 2'000)[0].result, PostResult::Known);
    QCOMPARE(world.waiting(1).size(), 51u);
    world.reopen();
    QCOMPARE(postMany(world, 1, 160, 160, 2'000)[0].result, PostResult::Known);
    QCOMPARE(world.waiting(1).size(), 51u);
    QCOMPARE(checkStore(dataIn(temporary)), std::vector<std::string>());
}

void TestStoreUpkeep::idsAreForgottenOldestFirst()
{
    StoreOptions options = StoreWorld::quick();
    options.rememberedIdsMax = 100;
    StoreWorld world({}, options);
    world.makeMailbox(1);
    postMany(world, 1, 1, 150, 64);
    world.acknowledgeAll(1);
    world.maintain();
    QCOMPARE(postMany(world, 1, 51, 51, 64)[0].result, PostResult::Known);
    QCOMPARE(postMany(world, 1, 150, 150, 64)[0].result, PostResult::Known);
    QCOMPARE(postMany(world, 1, 50, 50, 64)[0].result, PostResult::Stored);
}

void TestStoreUpkeep::crashedReclaimGoesOn()
{
    // Cursors are written, bytes are not yet gone: the next start finds what to delete.
    const QTemporaryDir temporary;
    {
        StoreOptions options = StoreWorld::quick();
        options.writeBehindMs = 3'600'000;
        StoreWorld world(dataIn(temporary), options);
        world.makeMailbox(1);
        postMany(world, 1, 1, 1'000, 2'000);
        world.subscribe(1, 900);
    }
    StoreWorld world(dataIn(temporary));
    const std::uint64_t before = world.store().figures().databaseBytes;
    world.maintain();
    QCOMPARE(world.waiting(1).size(), 100u);
    postMany(world, 1, 1'001, 1'900, 2'000);
    QVERIFY(world.store().figures().databaseBytes < before + 200'000);
}

void TestStoreUpkeep::fullDatabaseRefusesAndRecovers()
{
    const QTemporaryDir temporary;
    StoreOptions options = StoreWorld::quick();
    options.databaseBytesMax = 2'000'000;
    StoreWorld world(dataIn(temporary), options);
    world.makeMailbox(1);
    std::uint64_t stored = 0;
    bool isFull = false;
    while (!isFull && stored < 10'000) {
        world.store().begin();
        try {
            const NewEnvelope envelope = makeEnvelope(world.mailbox(1), stored + 1, 1'000);
            world.mailboxes().post(world.mailbox(1), world.token(), {&envelope, 1},
                                   StoreWorld::kNow);
            world.store().commit();
            ++stored;
        } catch (const StoreFailure& failure) {
            QCOMPARE(failure.kind(), StoreFailure::Kind::DiskFull);
            world.store().rollback();
            isFull = true;
        }
    }
    QVERIFY(isFull && stored > 1'000);
    QCOMPARE(world.waiting(1).size(), stored);
    QCOMPARE(world.store().figures().pendingEnvelopes, stored);
    // Somebody reads, and there is room again.
    world.subscribe(1, stored / 2);
    world.maintain();
    QCOMPARE(postMany(world, 1, stored + 1, stored + 100, 1'000).back().number, stored + 100);
    world.reopen();
    QCOMPARE(world.waiting(1).size(), stored - stored / 2 + 100);
    QCOMPARE(checkStore(dataIn(temporary)), std::vector<std::string>());
}

void TestStoreUpkeep::fullGroupChangesNothing()
{
    const QTemporaryDir temporary;
    StoreOptions options = StoreWorld::quick();
    options.databaseBytesMax = 1'000'000;
    StoreWorld world(dataIn(temporary), options);
    world.makeMailbox(1);
    world.makeMailbox(2);
    postMany(world, 1, 1, 10, 1'000);
    const auto subscription = world.subscribe(1, 0);
    world.store().begin();
    bool isFull = false;
    try {
        world.mailboxes().acknowledge(world.mailbox(1), subscription.epoch, 5);
        for (std::uint64_t i = 1; i < 10'000; ++i) {
            const NewEnvelope envelope = makeEnvelope(world.mailbox(2), i, 1'000);
            world.mailboxes().post(world.mailbox(2), world.token(), {&envelope, 1},
                                   StoreWorld::kNow);
        }
    } catch (const StoreFailure& failure) {
        isFull = failure.kind() == StoreFailure::Kind::DiskFull;
    }
    world.store().rollback();
    QVERIFY(isFull);
    QCOMPARE(world.waiting(1).size(), 10u);
    QVERIFY(world.waiting(2).empty());
    QCOMPARE(world.store().figures().pendingEnvelopes, 10u);
    QCOMPARE(postMany(world, 2, 1, 1, 1'000)[0].number, 1u);
    world.group([&] {
        QCOMPARE(world.mailboxes().tokenCounts(world.mailbox(2))[0].envelopes, 1u);
        QVERIFY(world.mailboxes().acknowledge(world.mailbox(1), subscription.epoch, 5));
    });
    QCOMPARE(world.waiting(1).size(), 5u);
}

QTEST_GUILESS_MAIN(TestStoreUpkeep)
#include "tst_store_upkeep.moc"
