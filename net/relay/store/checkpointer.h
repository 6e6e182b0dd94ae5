#pragma once

#include "net/relay/store/sqlite_database.h"

#include <condition_variable>
#include <mutex>
#include <thread>

namespace sotto::relay {

/// Writes SQLite's log back into the database on a thread of its own, while commits go on: done by
/// the writer it would make a hundred of them wait for two syncs.
class Checkpointer
{
public:
    /// @throws StoreFailure
    explicit Checkpointer(const std::string& database);
    Checkpointer(const Checkpointer&) = delete;
    Checkpointer& operator=(const Checkpointer&) = delete;
    ~Checkpointer(); ///< waits for what is under way

    /// Begins, if none is under way.
    void begin();

private:
    void loop();

    Database m_database;
    std::mutex m_mutex;
    std::condition_variable m_wake;
    bool m_isWanted = false;
    bool m_isStopping = false;
    std::thread m_thread;
};

} // namespace sotto::relay
