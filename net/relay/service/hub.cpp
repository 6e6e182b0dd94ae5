#include "net/relay/service/hub.h"

#include "net/relay/service/conversation.h"

namespace sotto::relay {

void Hub::subscribe(const MailboxId& mailbox, std::uint64_t epoch, const Listener& listener)
{
    Listener older;
    {
        const std::lock_guard lock(m_mutex);
        Subscriber& subscriber = m_subscribers[mailbox];
        if (subscriber.epoch > epoch) {
            older = listener; // overtaken between the store's answer and here
        } else {
            older = std::exchange(subscriber.listener, listener);
            subscriber.epoch = epoch;
        }
    }
    if (older.inbox) {
        older.inbox->push([conversation = older.conversation] {
            if (const auto alive = conversation.lock()) {
                alive->leave(wire::SUPERSEDED, "another connection of this mailbox's owner");
            }
        });
        older.inbox->wake();
    }
}

void Hub::unsubscribe(const MailboxId& mailbox, std::uint64_t epoch)
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_subscribers.find(mailbox);
    if (found != m_subscribers.end() && found->second.epoch == epoch) {
        m_subscribers.erase(found);
    }
}

void Hub::deliver(const MailboxId& mailbox, std::uint64_t number, const SharedBytes& envelope)
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_subscribers.find(mailbox);
    if (found == m_subscribers.end()) {
        return;
    }
    const Listener& listener = found->second.listener;
    listener.inbox->push(
        [conversation = listener.conversation, epoch = found->second.epoch, number, envelope] {
            if (const auto alive = conversation.lock()) {
                alive->offer(epoch, number, envelope);
            }
        });
}

void Hub::mailboxRemoved(const MailboxId& mailbox)
{
    Listener listener;
    {
        const std::lock_guard lock(m_mutex);
        const auto found = m_subscribers.find(mailbox);
        if (found == m_subscribers.end()) {
            return;
        }
        listener = found->second.listener;
        m_subscribers.erase(found);
    }
    listener.inbox->push([conversation = listener.conversation] {
        if (const auto alive = conversation.lock()) {
            alive->leave(wire::NOT_PERMITTED, "the mailbox was deleted");
        }
    });
    listener.inbox->wake();
}

void Hub::watch(const ObjectName& name, const Listener& listener)
{
    const std::lock_guard lock(m_mutex);
    m_watchers[name].push_back(listener);
}

void Hub::unwatch(const ObjectName& name, const Conversation* conversation)
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_watchers.find(name);
    if (found == m_watchers.end()) {
        return;
    }
    std::erase_if(found->second, [conversation](const Listener& listener) {
        return listener.identity == conversation;
    });
    if (found->second.empty()) {
        m_watchers.erase(found);
    }
}

void Hub::tellWatchers(const ObjectName& name, const std::function<void(Conversation&)>& task)
{
    std::vector<Listener> listeners;
    {
        const std::lock_guard lock(m_mutex);
        const auto found = m_watchers.find(name);
        if (found == m_watchers.end()) {
            return;
        }
        listeners = found->second;
    }
    for (const Listener& listener : listeners) {
        listener.inbox->push([conversation = listener.conversation, task] {
            if (const auto alive = conversation.lock()) {
                task(*alive);
            }
        });
        listener.inbox->wake();
    }
}

std::size_t Hub::listeners() const
{
    const std::lock_guard lock(m_mutex);
    std::size_t count = m_subscribers.size();
    for (const auto& [name, watchers] : m_watchers) {
        count += watchers.size();
    }
    return count;
}

} // namespace sotto::relay
