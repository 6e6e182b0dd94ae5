#pragma once

#include "crypto/base/init.h"
#include "app/core/changes.h"
#include "app/storage/contact_store.h"
#include "app/storage/conversation_store.h"
#include "app/storage/message_store.h"
#include "app/viewmodels/read_thread.h"

#include <QTemporaryDir>

namespace sotto::tests {

/// An encrypted database on the disk, as the core writes it, and the thread that reads it for
/// models.
class StoredProfile
{
public:
    StoredProfile();

    storage::RowId
    addContact(const std::string& name,
               storage::ContactStanding standing = storage::ContactStanding::Contact);
    storage::RowId addConversation(storage::RowId contact);
    /// From @p author (kNoRow is the person), at @p time. Returns what the core would tell.
    core::Changes addMessage(storage::RowId conversation, storage::RowId author,
                             const std::string& text, storage::Milliseconds time,
                             storage::RowId quoted = storage::kNoRow);
    core::Changes addMessages(storage::RowId conversation, storage::RowId author, int count,
                              storage::Milliseconds time);
    template <class Call> core::Changes change(storage::RowId message, Call call)
    {
        storage::Transaction transaction(database);
        const auto found = messages.find(message);
        call(messages);
        transaction.commit();
        core::Changes changes;
        changes.messages.push_back({found->conversation, message,
                                    messages.find(message) ? core::ChangedMessage::What::Changed
                                                           : core::ChangedMessage::What::Removed});
        changes.conversations.insert(found->conversation);
        return changes;
    }
    void openReader();

    bool isReady = crypto::initialize(); ///< before the key, which takes guarded memory
    QTemporaryDir folder;
    storage::DatabaseKey key;
    storage::Database database;
    storage::ContactStore contacts;
    storage::ConversationStore conversations;
    storage::MessageStore messages;
    viewmodels::ReadThread reader;

private:
    storage::Message message(storage::RowId conversation, storage::RowId author,
                             const std::string& text, storage::Milliseconds time);

    std::uint8_t m_number = 0;
    std::uint32_t m_uid = 0;
};

} // namespace sotto::tests
