#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

namespace sotto::relay {

class Conversation;

/// How the store's threads hand something to the thread that a connection belongs to. Waking that
/// thread costs more than what it is woken for, so it happens once for many.
class Inbox
{
public:
    using Task = std::function<void()>;

    /// @p wake makes the owner's thread call take(); called from any thread, must not block.
    explicit Inbox(std::function<void()> wake)
        : m_wake(std::move(wake))
    {}

    /// Without waking: whoever pushes calls wake() behind the last one.
    void push(Task task)
    {
        const std::lock_guard lock(m_mutex);
        m_tasks.push_back(std::move(task));
    }
    void wake()
    {
        {
            const std::lock_guard lock(m_mutex);
            if (m_tasks.empty() || m_woken) {
                return;
            }
            m_woken = true;
        }
        m_wake();
    }
    /// That conversation has something to flush; by the owner's thread only.
    void touch(std::weak_ptr<Conversation> conversation)
    {
        m_touched.push_back(std::move(conversation));
    }
    [[nodiscard]] std::vector<std::weak_ptr<Conversation>> takeTouched()
    {
        return std::exchange(m_touched, {});
    }
    /// All that was pushed, in order; by the owner's thread.
    [[nodiscard]] std::vector<Task> take()
    {
        const std::lock_guard lock(m_mutex);
        m_woken = false;
        return std::exchange(m_tasks, {});
    }

private:
    std::function<void()> m_wake;
    std::mutex m_mutex;
    std::vector<Task> m_tasks;
    bool m_woken = false;
    std::vector<std::weak_ptr<Conversation>> m_touched; ///< of the owner's thread alone
};

} // namespace sotto::relay
