#include "net/relay/store/task_queue.h"

#include <QTest>

using namespace sotto::relay;

namespace {

struct Numbered
{
    TaskQueue queue;
    std::vector<std::pair<std::uint64_t, int>> done;

    void push(std::uint64_t source, int number, std::size_t cost)
    {
        StoreTask task{[](Store&) {},
                       [this, source, number](StoreOutcome) { done.emplace_back(source, number); }};
        task.source = source;
        task.cost = cost;
        queue.push(std::move(task));
    }
    std::size_t take(std::size_t most = 512)
    {
        const auto group = queue.take(most);
        for (const StoreTask& task : group) {
            task.done(StoreOutcome::Committed);
        }
        return group.size();
    }
    [[nodiscard]] bool isDone(std::uint64_t source, int number) const
    {
        return std::ranges::find(done, std::pair(source, number)) != done.end();
    }
};

} // namespace

class TestTaskQueue : public QObject
{
    Q_OBJECT

private slots:
    void smallOnesOfEverybodyGoTogether()
    {
        Numbered tasks;
        for (int i = 0; i < 100; ++i) {
            tasks.push(1 + static_cast<std::uint64_t>(i % 50), i, 1'100);
        }
        QCOMPARE(tasks.take(), std::size_t{100});
        QVERIFY(tasks.queue.empty());
        QCOMPARE(tasks.queue.cost(), std::size_t{0});
    }

    void aFloodDoesNotHoldOthersUp()
    {
        Numbered tasks;
        for (int i = 0; i < 64; ++i) {
            tasks.push(7, i, 640'000);
        }
        tasks.push(8, 0, 1'100);
        QCOMPARE(tasks.take(), std::size_t{2}); // one of the flood, which is larger than the bound
        QVERIFY(tasks.isDone(8, 0));
    }

    void manyMediumOnesAreAFloodToo()
    {
        Numbered tasks;
        for (int i = 0; i < 250; ++i) {
            tasks.push(7, i, 8'000);
        }
        tasks.push(8, 0, 100);
        tasks.take();
        QVERIFY(tasks.isDone(8, 0));
        const auto ofTheFlood = static_cast<std::size_t>(tasks.done.size() - 1);
        QVERIFY(ofTheFlood * 8'000 <=
                TaskQueue::kBulkSourceCost + TaskQueue::kBulkGroupCost + 8'000);
    }

    void aSourceKeepsItsOrder()
    {
        Numbered tasks;
        tasks.push(7, 0, 10);
        tasks.push(7, 1, 600'000);
        tasks.push(7, 2, 10); // small, and behind a large one
        tasks.push(7, 3, 600'000);
        tasks.push(7, 4, 10);
        int rounds = 0;
        while (!tasks.queue.empty()) {
            tasks.take();
            tasks.push(9, rounds++, 10);
            if (rounds > 10) {
                break;
            }
            tasks.take();
        }
        std::vector<int> order;
        for (const auto& [source, number] : tasks.done) {
            if (source == 7) {
                order.push_back(number);
            }
        }
        QCOMPARE(order, (std::vector<int>{0, 1, 2, 3, 4}));
    }

    void theRelaysOwnAreNeverPutBack()
    {
        Numbered tasks;
        for (int i = 0; i < 10; ++i) {
            tasks.push(0, i, 1'000'000);
        }
        QCOMPARE(tasks.take(), std::size_t{10});
    }

    void bulkGoesOnWhileOthersKeepTheGroupFull()
    {
        Numbered tasks;
        tasks.push(7, 0, 600'000);
        for (std::uint64_t i = 0; i < 20; ++i) {
            tasks.push(100 + i, 0, 10);
        }
        QCOMPARE(tasks.take(8), std::size_t{9});
        QVERIFY(tasks.isDone(7, 0));
    }
};

QTEST_GUILESS_MAIN(TestTaskQueue)
#include "tst_task_queue.moc"
