#include "net/relay/store/backup_store.h"
#include "net/relay/store/check_store.h"
#include "tests/net/relay/store/store_world.h"

#include <QTemporaryDir>
#include <QTest>

using namespace sotto::relay;
using namespace sotto::test;

namespace {

/// Two mailboxes at the moment of the backup: of the first 40 of 50 are acknowledged, nothing ever
/// came to the second. Then the owner of both reads up to number 100.
struct Restored
{
    QTemporaryDir temporary;
    std::filesystem::path data = temporary.filePath("data").toStdString();
    std::filesystem::path copy = temporary.filePath("copy").toStdString();

    Restored()
    {
        StoreWorld world(data);
        world.makeMailbox(1);
        world.makeMailbox(2);
        for (std::uint64_t i = 1; i <= 50; ++i) {
            world.post(1, i);
        }
        world.subscribe(1, 40);
        world.maintain();
        backupStore(data, copy);
    }
};

} // namespace

class TestRestoredStore : public QObject
{
    Q_OBJECT

private slots:
    void noNumberComesAgain()
    {
        Restored restored;
        StoreWorld world(restored.copy);
        std::vector<std::uint64_t> waiting = world.waiting(1); // what stands in the envelopes
        QCOMPARE(waiting.size(), std::size_t{10});
        QCOMPARE(waiting.front(), std::uint64_t{41});
        const std::uint64_t newest = world.subscribe(1, 0).position.newest;
        QVERIFY(newest > 1'000'000);
        // More than the owner's old number, which must not pass for them.
        for (std::uint64_t i = 1; i <= 70; ++i) {
            QCOMPARE(world.post(1, 1'000 + i).number, newest + i);
            world.post(2, 1'000 + i);
        }
        for (const std::uint64_t mailbox : {1u, 2u}) {
            QVERIFY(world.subscribe(mailbox, 60).position.acknowledged > 1'000'000);
            QCOMPARE(world.waiting(mailbox).size(), std::size_t{mailbox == 1 ? 80u : 70u});
        }
    }

    void isSoOnlyOnce()
    {
        Restored restored;
        StoreWorld world(restored.copy);
        const std::uint64_t newest = world.subscribe(1, 0).position.newest;
        world.reopen();
        QCOMPARE(world.subscribe(1, 0).position.newest, newest);
        QCOMPARE(world.waiting(1).size(), std::size_t{10});
        QCOMPARE(checkStore(restored.copy), std::vector<std::string>());
    }

    void theRunningRelayKeepsItsNumbers()
    {
        Restored restored;
        StoreWorld world(restored.data);
        QCOMPARE(world.subscribe(1, 0).position.newest, std::uint64_t{50});
        QCOMPARE(world.post(2, 1).number, std::uint64_t{1});
    }

    void doublesAreStillKnown()
    {
        Restored restored;
        StoreWorld world(restored.copy);
        QCOMPARE(world.post(1, 50).result, PostResult::Known);
        QCOMPARE(world.post(1, 3).result, PostResult::Known);
    }
};

QTEST_GUILESS_MAIN(TestRestoredStore)
#include "tst_restored_store.moc"
