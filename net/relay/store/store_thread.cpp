#include "net/relay/store/store_thread.h"

#include <algorithm>
#include <chrono>
#include <utility>

namespace sotto::relay {

namespace {

/// How long an idle writer waits before it looks for something to reclaim.
constexpr auto kMaintenanceInterval = std::chrono::milliseconds(250);

/// A disk that stays broken shall not fill the log.
constexpr auto kReportInterval = std::chrono::seconds(1);

} // namespace

StoreThread::StoreThread(std::unique_ptr<Store> store, Options options)
    : m_store(std::move(store))
    , m_reader(m_store->openReader())
    , m_options(std::move(options))
{}

StoreThread::~StoreThread()
{
    stop();
}

void StoreThread::start()
{
    m_writerThread = std::thread([this] { writerLoop(); });
    m_readerThread = std::thread([this] { readerLoop(); });
}

void StoreThread::submit(StoreTask task)
{
    {
        const std::lock_guard lock(m_mutex);
        m_tasks.push(std::move(task));
        if (m_tasks.size() > 1) {
            return; // the writer was woken by the first one and has not taken it yet
        }
    }
    m_wake.notify_one();
}

void StoreThread::submitRead(std::function<void(StoreReader&)> read, std::function<void()> failed)
{
    {
        const std::lock_guard lock(m_readMutex);
        m_reads.push_back({std::move(read), std::move(failed)});
    }
    m_readWake.notify_one();
}

void StoreThread::stop()
{
    // The writer first: what its tasks still ask of the reader is then answered as well.
    {
        const std::lock_guard lock(m_mutex);
        m_stopping = true;
    }
    m_wake.notify_one();
    if (m_writerThread.joinable()) {
        m_writerThread.join();
    }
    {
        const std::lock_guard lock(m_readMutex);
        m_readStopping = true;
    }
    m_readWake.notify_one();
    if (m_readerThread.joinable()) {
        m_readerThread.join();
    }
}

void StoreThread::runQueued()
{
    while (true) {
        std::deque<StoreTask> group;
        {
            const std::lock_guard lock(m_mutex);
            group = m_tasks.take(m_options.groupTasksMax);
        }
        std::deque<ReadTask> reads;
        {
            const std::lock_guard lock(m_readMutex);
            reads.swap(m_reads);
        }
        if (group.empty() && reads.empty()) {
            return;
        }
        if (!group.empty()) {
            runGroup(group);
        }
        for (ReadTask& task : reads) {
            runRead(*m_reader, task);
        }
    }
}

std::size_t StoreThread::queued() const
{
    const std::lock_guard lock(m_mutex);
    return m_tasks.size();
}

bool StoreThread::hasRoom() const
{
    const std::lock_guard lock(m_mutex);
    return m_tasks.cost() < kQueuedCostMax;
}

void StoreThread::writerLoop()
{
    bool moreToMaintain = true;
    std::deque<StoreTask> group;
    while (true) {
        bool stopping = false;
        {
            std::unique_lock lock(m_mutex);
            const auto ready = [this] { return !m_tasks.empty() || m_stopping; };
            if (!moreToMaintain) {
                m_wake.wait_for(lock, kMaintenanceInterval, ready);
            }
            group = m_tasks.take(m_options.groupTasksMax);
            stopping = m_stopping && m_tasks.empty();
        }
        if (!group.empty()) {
            runGroup(group);
            group.clear();
        }
        if (stopping) {
            return;
        }
        try {
            moreToMaintain =
                m_store->maintain(m_options.expiryClock ? m_options.expiryClock() : Timestamp{});
        } catch (const StoreFailure& failure) {
            moreToMaintain = false;
            report(failure);
        }
    }
}

void StoreThread::runGroup(std::deque<StoreTask>& group)
{
    const auto begun = std::chrono::steady_clock::now();
    std::vector<StoreTask*> tasks;
    for (StoreTask& task : group) {
        tasks.push_back(&task);
    }
    StoreOutcome outcome = runTogether(tasks);
    // One by one, what needs no space (an acknowledgement, a removal) is done, and makes some.
    const bool isEachAlone = outcome == StoreOutcome::DiskFull && tasks.size() > 1;
    for (StoreTask* const task : tasks) {
        if (isEachAlone) {
            outcome = runTogether({&task, 1});
        }
        if (task->done) {
            task->done(outcome);
        }
    }
    const auto took = std::chrono::duration_cast<std::chrono::microseconds>(
        std::chrono::steady_clock::now() - begun);
    if (m_options.afterGroup) {
        const bool wrote =
            std::ranges::any_of(group, [](const StoreTask& task) { return task.writes; });
        m_options.afterGroup(
            {group.size(), static_cast<std::uint64_t>(took.count()), outcome, wrote});
    }
}

StoreOutcome StoreThread::runTogether(std::span<StoreTask* const> tasks)
{
    try {
        m_store->begin();
        for (StoreTask* const task : tasks) {
            task->run(*m_store);
        }
        m_store->commit();
        return StoreOutcome::Committed;
    } catch (const StoreFailure& failure) {
        m_store->rollback();
        report(failure);
        return failure.kind() == StoreFailure::Kind::DiskFull ? StoreOutcome::DiskFull
                                                              : StoreOutcome::Failed;
    }
}

void StoreThread::report(const StoreFailure& failure)
{
    if (!m_options.onFailure) {
        return;
    }
    {
        const std::lock_guard lock(m_reportMutex);
        const auto now = std::chrono::steady_clock::now();
        if (m_lastReport && now - *m_lastReport < kReportInterval) {
            return;
        }
        m_lastReport = now;
    }
    m_options.onFailure(failure.kind(), failure.what());
}

void StoreThread::readerLoop()
{
    while (true) {
        ReadTask task;
        {
            std::unique_lock lock(m_readMutex);
            m_readWake.wait(lock, [this] { return !m_reads.empty() || m_readStopping; });
            if (m_reads.empty()) {
                return;
            }
            task = std::move(m_reads.front());
            m_reads.pop_front();
        }
        runRead(*m_reader, task);
    }
}

void StoreThread::runRead(StoreReader& reader, ReadTask& task)
{
    try {
        task.read(reader);
    } catch (const StoreFailure& failure) {
        report(failure);
        task.failed();
    }
}

} // namespace sotto::relay
