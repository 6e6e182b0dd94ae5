#include "tests/app/viewmodels/stored_profile.h"

namespace sotto::tests {

namespace {

storage::Database openIn(const QTemporaryDir& folder, const storage::DatabaseKey& key,
                         storage::OpenMode mode)
{
    auto opened =
        storage::Database::open(folder.filePath(QStringLiteral("db")).toStdString(), key, mode);
    Q_ASSERT(opened);
    return std::move(*opened);
}

} // namespace

StoredProfile::StoredProfile()
    : database(openIn(folder, key, storage::OpenMode::ReadWrite))
    , contacts(database)
    , conversations(database)
    , messages(database)
{}

void StoredProfile::openReader()
{
    reader.open([this]() -> crypto::Result<storage::Database, storage::OpenError> {
        return openIn(folder, key, storage::OpenMode::ReadOnly);
    });
}

storage::RowId StoredProfile::addContact(const std::string& name, storage::ContactStanding standing)
{
    storage::Contact contact;
    contact.account.bytes[0] = ++m_number;
    contact.name = name;
    contact.standing = standing;
    storage::Transaction transaction(database);
    const storage::RowId id = contacts.add(contact, {});
    transaction.commit();
    return id;
}

storage::RowId StoredProfile::addConversation(storage::RowId contact)
{
    storage::Transaction transaction(database);
    const storage::RowId id =
        conversations.add(contact == storage::kNoRow ? storage::ConversationKind::Notes
                                                     : storage::ConversationKind::Person,
                          contact, 1'000 + m_number);
    transaction.commit();
    return id;
}

storage::Message StoredProfile::message(storage::RowId conversation, storage::RowId author,
                                        const std::string& text, storage::Milliseconds time)
{
    storage::Message message;
    message.conversation = conversation;
    message.author = author;
    ++m_uid;
    std::memcpy(message.uid.bytes.data(), &m_uid, sizeof m_uid);
    message.state = author == storage::kNoRow ? storage::MessageState::Waiting
                                              : storage::MessageState::Received;
    message.sent = time;
    message.received = time;
    message.text = text;
    message.position = time * 1'000;
    return message;
}

core::Changes StoredProfile::addMessage(storage::RowId conversation, storage::RowId author,
                                        const std::string& text, storage::Milliseconds time,
                                        storage::RowId quoted)
{
    storage::Message added = message(conversation, author, text, time);
    added.quoted = quoted;
    storage::Transaction transaction(database);
    const auto id = messages.add(added);
    transaction.commit();
    core::Changes changes;
    changes.messages.push_back({conversation, *id, core::ChangedMessage::What::Added});
    changes.conversations.insert(conversation);
    return changes;
}

core::Changes StoredProfile::addMessages(storage::RowId conversation, storage::RowId author,
                                         int count, storage::Milliseconds time)
{
    core::Changes changes;
    changes.conversations.insert(conversation);
    storage::Transaction transaction(database);
    for (int i = 0; i < count; ++i) {
        const auto id =
            messages.add(message(conversation, author, "message " + std::to_string(i), time + i));
        changes.messages.push_back({conversation, *id, core::ChangedMessage::What::Added});
    }
    transaction.commit();
    return changes;
}

} // namespace sotto::tests
