#pragma once

#include "net/relay/service/inbox.h"
#include "net/relay/store/store.h"

#include <map>
#include <memory>
#include <unordered_map>

namespace sotto::relay {

class Conversation;

/// Which connection wants to hear of what. Used by all threads; a connection is reached through
/// the inbox of its thread only.
class Hub
{
public:
    struct Listener
    {
        std::shared_ptr<Inbox> inbox;
        std::weak_ptr<Conversation> conversation;
        const Conversation* identity = nullptr; ///< to find it again; never followed
    };

    /// The one subscriber of a mailbox. An older one is told that it was superseded.
    void subscribe(const MailboxId& mailbox, std::uint64_t epoch, const Listener& listener);
    void unsubscribe(const MailboxId& mailbox, std::uint64_t epoch);
    /// By the store's thread, after the commit, in the order of the numbers. Does not wake.
    void deliver(const MailboxId& mailbox, std::uint64_t number, const SharedBytes& envelope);
    /// The mailbox is gone: its subscriber is told and closed.
    void mailboxRemoved(const MailboxId& mailbox);

    /// Who is logged in to a card, recovery record or vault.
    void watch(const ObjectName& name, const Listener& listener);
    void unwatch(const ObjectName& name, const Conversation* conversation);
    /// Runs @p task for each of them in its own thread, and wakes that.
    void tellWatchers(const ObjectName& name, const std::function<void(Conversation&)>& task);

    /// Subscribers and watchers together.
    [[nodiscard]] std::size_t listeners() const;

private:
    struct Subscriber
    {
        std::uint64_t epoch = 0;
        Listener listener;
    };

    mutable std::mutex m_mutex;
    std::unordered_map<MailboxId, Subscriber, crypto::FixedBytesHash> m_subscribers;
    std::map<ObjectName, std::vector<Listener>> m_watchers;
};

} // namespace sotto::relay
