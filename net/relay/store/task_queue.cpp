#include "net/relay/store/task_queue.h"

namespace sotto::relay {

void TaskQueue::push(StoreTask task)
{
    bool isBulk = false;
    m_cost += task.cost;
    if (task.source != 0) {
        Source& source = m_sources[task.source];
        ++source.tasks;
        source.cost += task.cost;
        isBulk = source.bulk > 0 || task.cost > kBulkTaskCost || source.cost > kBulkSourceCost;
        source.bulk += isBulk ? 1 : 0;
    }
    (isBulk ? m_bulk : m_ordinary).push_back(std::move(task));
}

std::deque<StoreTask> TaskQueue::take(std::size_t tasksMax)
{
    std::deque<StoreTask> group;
    while (!m_ordinary.empty() && group.size() < tasksMax) {
        taken(m_ordinary.front(), false);
        group.push_back(std::move(m_ordinary.front()));
        m_ordinary.pop_front();
    }
    std::size_t bulkCost = 0;
    while (!m_bulk.empty() && (bulkCost == 0 || (bulkCost + m_bulk.front().cost <= kBulkGroupCost &&
                                                 group.size() < tasksMax))) {
        // At least 1, so that the first of them ends the "always".
        bulkCost += std::max(m_bulk.front().cost, std::size_t{1});
        taken(m_bulk.front(), true);
        group.push_back(std::move(m_bulk.front()));
        m_bulk.pop_front();
    }
    return group;
}

void TaskQueue::taken(const StoreTask& task, bool wasBulk)
{
    m_cost -= task.cost;
    if (task.source == 0) {
        return;
    }
    const auto found = m_sources.find(task.source);
    Source& source = found->second;
    source.cost -= task.cost;
    source.bulk -= wasBulk ? 1 : 0;
    if (--source.tasks == 0) {
        m_sources.erase(found);
    }
}

} // namespace sotto::relay
