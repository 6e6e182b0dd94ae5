#include "net/relay/store/checkpointer.h"

#include <sqlite3.h>

namespace sotto::relay {

Checkpointer::Checkpointer(const std::string& database)
    : m_database(database, Database::Mode::Read)
{
    m_database.execute("PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 0");
    m_thread = std::thread([this] { loop(); });
}

Checkpointer::~Checkpointer()
{
    {
        const std::lock_guard lock(m_mutex);
        m_isStopping = true;
    }
    m_wake.notify_one();
    m_thread.join();
}

void Checkpointer::begin()
{
    {
        const std::lock_guard lock(m_mutex);
        m_isWanted = true;
    }
    m_wake.notify_one();
}

void Checkpointer::loop()
{
    std::unique_lock lock(m_mutex);
    while (true) {
        m_wake.wait(lock, [this] { return m_isWanted || m_isStopping; });
        if (m_isStopping) {
            return;
        }
        lock.unlock();
        // What fails here fails again, and is reported, when the writer does it: see
        // SqliteStore::checkpoint().
        sqlite3_wal_checkpoint_v2(m_database.raw(), nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr,
                                  nullptr);
        lock.lock();
        m_isWanted = false;
    }
}

} // namespace sotto::relay
