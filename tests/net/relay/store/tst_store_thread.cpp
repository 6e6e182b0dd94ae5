#ifndef Q_MOC_RUN
#include "net/relay/store/store_thread.h"
#include "tests/net/relay/store/store_world.h"
#endif

#include <atomic>
#include <semaphore>

#include <QTemporaryDir>
#include <QTest>

using namespace sotto;
using namespace sotto::test;

namespace {

std::filesystem::path dataIn(const QTemporaryDir& folder)
{
    return std::filesystem::path(folder.path().toStdString()) / "data";
}

/// A folder with mailbox 1.
void prepare(const std::filesystem::path& folder)
{
    StoreWorld world(folder);
    world.makeMailbox(1);
}

StoreThread::Options plain()
{
    StoreThread::Options options;
    options.expiryClock = [] { return StoreWorld::kNow; };
    return options;
}

StoreTask posting(std::uint64_t number, std::size_t size, std::function<void(StoreOutcome)> done)
{
    const auto box = numbered<MailboxId>(1);
    return {[box, envelope = makeEnvelope(box, number, size)](Store& store) {
                store.mailboxes().post(box, numbered<crypto::DeliveryTokenHash>(1), {&envelope, 1},
                                       StoreWorld::kNow);
            },
            std::move(done)};
}

} // namespace

class TestStoreThread : public QObject
{
    Q_OBJECT

private slots:
    void doneComesAfterTheCommit();
    void groupsShareACommit();
    void stopDoesWhatIsQueued();
    void readsSeeWhatWasDone();
    void failureOfOneIsFailureOfAll();
    void fullDiskLeavesWhatNeedsNoRoom();
    void failedReadsSaySo();
    void runsWithoutThreads();
};

void TestStoreThread::doneComesAfterTheCommit()
{
    const QTemporaryDir temporary;
    prepare(dataIn(temporary));
    StoreThread thread(openSqliteStore(dataIn(temporary), StoreWorld::quick()), plain());
    // Another connection sees what is committed, and nothing else.
    Database other(StoreFolder::database(dataIn(temporary)), Database::Mode::Read);
    thread.start();
    std::atomic<bool> wasThere = true;
    std::binary_semaphore finished(0);
    std::vector<std::uint64_t> order;
    constexpr std::uint64_t kPosts = 500;
    for (std::uint64_t i = 1; i <= kPosts; ++i) {
        thread.submit(posting(i, 64, [&, i](StoreOutcome outcome) {
            order.push_back(i);
            const std::int64_t rows = other.value("SELECT COUNT(*) FROM envelope");
            if (outcome != StoreOutcome::Committed || rows < static_cast<std::int64_t>(i)) {
                wasThere = false;
            }
            if (i == kPosts) {
                finished.release();
            }
        }));
    }
    finished.acquire();
    thread.stop();
    QVERIFY(wasThere);
    QCOMPARE(order.size(), kPosts);
    QVERIFY(std::ranges::is_sorted(order));
}

void TestStoreThread::groupsShareACommit()
{
    const QTemporaryDir temporary;
    prepare(dataIn(temporary));
    StoreThread::Options options = plain();
    int groups = 0;
    options.afterGroup = [&](const StoreThread::Group&) { ++groups; };
    options.groupTasksMax = 100;
    StoreThread thread(openSqliteStore(dataIn(temporary), StoreWorld::quick()), options);
    std::atomic<int> done = 0;
    for (std::uint64_t i = 1; i <= 250; ++i) {
        thread.submit(posting(i, 64, [&](StoreOutcome) { ++done; }));
    }
    thread.start();
    thread.stop();
    QCOMPARE(done.load(), 250);
    QCOMPARE(groups, 3);
}

void TestStoreThread::stopDoesWhatIsQueued()
{
    const QTemporaryDir temporary;
    prepare(dataIn(temporary));
    std::atomic<int> done = 0;
    std::atomic<int> read = 0;
    {
        StoreThread thread(openSqliteStore(dataIn(temporary), StoreWorld::quick()), plain());
        thread.start();
        for (std::uint64_t i = 1; i <= 1'000; ++i) {
            thread.submit(posting(i, 64, [&](StoreOutcome) {
                ++done;
                thread.submitRead([&](StoreReader&) { ++read; }, [] {});
            }));
        }
    }
    QCOMPARE(done.load(), 1'000);
    QCOMPARE(read.load(), 1'000);
    StoreWorld world(dataIn(temporary));
    QCOMPARE(world.waiting(1).size(), 1'000u);
}

void TestStoreThread::readsSeeWhatWasDone()
{
    const QTemporaryDir temporary;
    prepare(dataIn(temporary));
    StoreThread thread(openSqliteStore(dataIn(temporary), StoreWorld::quick()), plain());
    thread.start();
    const auto box = numbered<MailboxId>(1);
    std::atomic<std::uint64_t> seen = 0;
    std::binary_semaphore finished(0);
    for (std::uint64_t i = 1; i <= 20; ++i) {
        auto pending = std::make_shared<std::vector<PendingEnvelope>>();
        thread.submit({[=, envelope = makeEnvelope(box, i)](Store& store) {
                           store.mailboxes().post(box, numbered<crypto::DeliveryTokenHash>(1),
                                                  {&envelope, 1}, StoreWorld::kNow);
                           *pending = store.mailboxes().pending(box, i - 1, 10, 10'000);
                       },
                       [&, i, pending](StoreOutcome) {
                           thread.submitRead(
                               [&, i, pending](StoreReader& reader) {
                                   const auto bytes = reader.envelopes(*pending);
                                   if (bytes.size() == 1 && bytes[0] && numberIn(*bytes[0]) == i) {
                                       ++seen;
                                   }
                                   if (i == 20) {
                                       finished.release();
                                   }
                               },
                               [] {});
                       }});
    }
    finished.acquire();
    thread.stop();
    QCOMPARE(seen.load(), 20u);
}

void TestStoreThread::failureOfOneIsFailureOfAll()
{
    const QTemporaryDir temporary;
    prepare(dataIn(temporary));
    std::vector<std::string> reports;
    StoreThread::Options options = plain();
    options.onFailure = [&](StoreFailure::Kind, const std::string& text) {
        reports.push_back(text);
    };
    StoreThread thread(openSqliteStore(dataIn(temporary), StoreWorld::quick()), options);
    std::vector<StoreOutcome> outcomes;
    const auto note = [&](StoreOutcome outcome) { outcomes.push_back(outcome); };
    thread.submit(posting(1, 64, note));
    thread.submit(
        {[](Store&) { throw StoreFailure(StoreFailure::Kind::Broken, "It broke."); }, note});
    thread.runQueued();
    QCOMPARE(outcomes, (std::vector<StoreOutcome>{StoreOutcome::Failed, StoreOutcome::Failed}));
    QCOMPARE(reports, std::vector<std::string>{"It broke."});
    thread.submit({[](Store& store) { QCOMPARE(store.figures().pendingEnvelopes, 0u); }, note});
    thread.submit(posting(1, 64, note));
    thread.runQueued();
    QCOMPARE(outcomes.back(), StoreOutcome::Committed);
}

void TestStoreThread::fullDiskLeavesWhatNeedsNoRoom()
{
    const QTemporaryDir temporary;
    prepare(dataIn(temporary));
    StoreOptions options = StoreWorld::quick();
    options.databaseBytesMax = 1'000'000;
    StoreThread thread(openSqliteStore(dataIn(temporary), options), plain());
    std::uint64_t stored = 0;
    StoreOutcome last = StoreOutcome::Committed;
    for (std::uint64_t i = 1; i < 10'000 && last == StoreOutcome::Committed; ++i) {
        thread.submit(posting(i, 1'000, [&](StoreOutcome outcome) { last = outcome; }));
        thread.runQueued();
        stored += last == StoreOutcome::Committed ? 1U : 0U;
    }
    QCOMPARE(last, StoreOutcome::DiskFull);
    QVERIFY(stored > 100);
    const auto box = numbered<MailboxId>(1);
    std::vector<StoreOutcome> outcomes;
    const auto note = [&](StoreOutcome outcome) { outcomes.push_back(outcome); };
    thread.submit(posting(20'000, 8'000, note));
    thread.submit({[&](Store& store) { store.mailboxes().subscribe(box, stored); }, note});
    thread.submit(posting(20'001, 8'000, note));
    thread.runQueued();
    QCOMPARE(outcomes, (std::vector<StoreOutcome>{StoreOutcome::DiskFull, StoreOutcome::Committed,
                                                  StoreOutcome::DiskFull}));
    // The next round of maintenance gives the space back.
    std::binary_semaphore finished(0);
    thread.start();
    const std::function<void(StoreOutcome)> again = [&](StoreOutcome outcome) {
        if (outcome == StoreOutcome::Committed) {
            finished.release();
        } else {
            thread.submit(posting(20'002, 8'000, again));
        }
    };
    thread.submit(posting(20'002, 8'000, again));
    finished.acquire();
    thread.stop();
}

void TestStoreThread::failedReadsSaySo()
{
    const QTemporaryDir temporary;
    prepare(dataIn(temporary));
    StoreThread thread(openSqliteStore(dataIn(temporary), StoreWorld::quick()), plain());
    bool hasFailed = false;
    thread.submitRead(
        [](StoreReader&) { throw StoreFailure(StoreFailure::Kind::Broken, "It broke."); },
        [&] { hasFailed = true; });
    thread.runQueued();
    QVERIFY(hasFailed);
}

void TestStoreThread::runsWithoutThreads()
{
    // As a fuzzer drives it: all in memory, reads that lead to writes and writes to reads.
    StoreThread thread(openSqliteStore({}, StoreWorld::quick()), plain());
    const auto box = numbered<MailboxId>(1);
    bool isEnd = false;
    thread.submit({[&](Store& store) {
                       QVERIFY(store.mailboxes().create(box, numbered<SigningPublicKey>(1),
                                                        StoreWorld::kNow));
                   },
                   [&](StoreOutcome) {
                       thread.submitRead(
                           [&](StoreReader& reader) {
                               QVERIFY(!reader.invite(ObjectId(), StoreWorld::kNow));
                               thread.submit({[&](Store& store) {
                                                  QVERIFY(store.mailboxes().remove(box));
                                                  isEnd = true;
                                              },
                                              {}});
                           },
                           [] {});
                   }});
    thread.runQueued();
    QVERIFY(isEnd);
}

QTEST_GUILESS_MAIN(TestStoreThread)
#include "tst_store_thread.moc"
