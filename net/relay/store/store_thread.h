#pragma once

#include "net/relay/store/task_queue.h"

#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <span>
#include <thread>

namespace sotto::relay {

/// The store's two threads. The writer takes whatever is queued into one transaction (group
/// commit), so that all of it shares one fsync; the reader does what may wait for the disk.
class StoreThread
{
public:
    struct Group
    {
        std::size_t tasks = 0;
        std::uint64_t microseconds = 0; ///< from begin() until the commit was on the disk
        StoreOutcome outcome = StoreOutcome::Committed;
        bool wrote = false; ///< something in it was to change the store
    };
    /// What may wait for the writer, by StoreTask::cost, before hasRoom() says no: some seconds of
    /// work for a slow disk, and what a flood costs in memory.
    static constexpr std::size_t kQueuedCostMax = std::size_t{128} << 20;
    struct Options
    {
        std::size_t groupTasksMax = 512;
        std::function<Timestamp()> expiryClock; ///< see RelayClock
        /// After each group, on the store's thread: the place to wake workers once a group.
        std::function<void(const Group&)> afterGroup;
        /// A failure of the disk, with its text, for the log.
        std::function<void(StoreFailure::Kind, const std::string&)> onFailure;
    };

    StoreThread(std::unique_ptr<Store> store, Options options);
    StoreThread(const StoreThread&) = delete;
    StoreThread& operator=(const StoreThread&) = delete;
    ~StoreThread(); ///< stop()

    void submit(StoreTask task);
    /// @p read runs on the reader's thread. It may be left by a StoreFailure: then @p failed runs.
    void submitRead(std::function<void(StoreReader&)> read, std::function<void()> failed);
    /// Ends after everything that was submitted before is done. Nothing may be submitted after.
    void stop();

    /// For tests and tools that have no other thread: does in the caller's thread all that is
    /// queued. Only before start().
    void start();
    void runQueued();
    /// Tasks that wait for the writer.
    [[nodiscard]] std::size_t queued() const;
    /// False while too much waits: then whoever asks for something new is refused instead.
    [[nodiscard]] bool hasRoom() const;

private:
    struct ReadTask
    {
        std::function<void(StoreReader&)> read;
        std::function<void()> failed;
    };

    void writerLoop();
    void readerLoop();
    void runGroup(std::deque<StoreTask>& group);
    [[nodiscard]] StoreOutcome runTogether(std::span<StoreTask* const> tasks);
    void report(const StoreFailure& failure);
    void runRead(StoreReader& reader, ReadTask& task);

    std::unique_ptr<Store> m_store;
    std::unique_ptr<StoreReader> m_reader;
    Options m_options;
    mutable std::mutex m_mutex;
    std::condition_variable m_wake;
    TaskQueue m_tasks;
    bool m_stopping = false;
    std::mutex m_readMutex;
    std::condition_variable m_readWake;
    std::deque<ReadTask> m_reads;
    bool m_readStopping = false;
    std::mutex m_reportMutex;
    std::optional<std::chrono::steady_clock::time_point> m_lastReport;
    std::thread m_writerThread;
    std::thread m_readerThread;
};

} // namespace sotto::relay
