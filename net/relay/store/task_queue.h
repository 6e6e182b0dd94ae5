#pragma once

#include "net/relay/store/store.h"

#include <deque>
#include <unordered_map>

namespace sotto::relay {

enum class StoreOutcome : std::uint8_t
{
    Committed,
    DiskFull, ///< nothing of it was stored
    Failed,   ///< the same, for another reason
};

/// One thing to be done by the store's thread. Neither function may block or throw; `run` may be
/// left by a StoreFailure. A group that found the disk full is rolled back and its tasks run once
/// more, each alone: so `run` must be able to run twice (it consumes nothing that it holds).
struct StoreTask
{
    std::function<void(Store&)> run;
    /// Once, after the commit (or its failure), in the order of submission, on the store's thread.
    std::function<void(StoreOutcome)> done;
    /// Whose it is; those of one source are done in order. 0: the relay's own, never put back.
    std::uint64_t source = 0;
    /// What it holds in memory and costs to do, in bytes that are written.
    std::size_t cost = 0;
    /// False for one that only looks: its success says nothing about the disk.
    bool writes = true;
};

/// What waits for the writer, in two lanes, so that nobody's large or many tasks make everybody
/// else wait: a source that has much queued, or a task that is large, goes to the bulk lane, of
/// which a group takes a bounded amount. A source with something in the bulk lane stays there until
/// it is empty again, which keeps its order. Not for several threads at once.
class TaskQueue
{
public:
    /// A larger task, or a source with more than that queued, is bulk: a page of ordinary
    /// envelopes is not.
    static constexpr std::size_t kBulkTaskCost = 32'768;
    static constexpr std::size_t kBulkSourceCost = 262'144;
    /// Of the bulk lane a group takes so much (one task always): some milliseconds.
    static constexpr std::size_t kBulkGroupCost = 524'288;

    void push(StoreTask task);
    /// The next group, of at most @p tasksMax tasks (and one bulk task beside them).
    [[nodiscard]] std::deque<StoreTask> take(std::size_t tasksMax);

    [[nodiscard]] std::size_t size() const { return m_ordinary.size() + m_bulk.size(); }
    [[nodiscard]] bool empty() const { return size() == 0; }
    [[nodiscard]] std::size_t cost() const { return m_cost; }

private:
    struct Source
    {
        std::size_t tasks = 0;
        std::size_t bulk = 0;
        std::size_t cost = 0;
    };

    void taken(const StoreTask& task, bool wasBulk);

    std::deque<StoreTask> m_ordinary;
    std::deque<StoreTask> m_bulk;
    std::unordered_map<std::uint64_t, Source> m_sources;
    std::size_t m_cost = 0;
};

} // namespace sotto::relay
