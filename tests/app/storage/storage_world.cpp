#include "tests/app/storage/storage_world.h"

#include "crypto/base/init.h"

#include <cstdlib>

namespace sotto::test {

DatabaseKey keyNumber(std::uint8_t number)
{
    if (!crypto::initialize()) {
        std::abort();
    }
    DatabaseKey key;
    for (std::uint8_t& byte : key.mutableView()) {
        byte = number++;
    }
    return key;
}

Database openAt(const std::filesystem::path& file, OpenMode mode)
{
    auto opened = Database::open(file, keyNumber(1), mode);
    if (!opened) {
        std::abort();
    }
    return std::move(*opened);
}

std::optional<OpenError> openErrorAt(const std::filesystem::path& file, OpenMode mode)
{
    const auto opened = Database::open(file, keyNumber(1), mode);
    return opened ? std::nullopt : std::optional(opened.error());
}

std::int64_t numberFrom(Database& database, const char* sql)
{
    Statement statement(database, sql);
    const std::int64_t out = statement.step() ? statement.integer(0) : -1;
    return out;
}

StorageWorld::StorageWorld(Database opened)
    : database(std::move(opened))
    , contacts(database)
    , conversations(database)
    , messages(database)
{}

RowId StorageWorld::addContact(std::uint64_t number, ContactStanding standing)
{
    Contact contact;
    contact.account = numbered<AccountBytes>(number);
    contact.standing = standing;
    contact.name = "Contact " + std::to_string(number);
    contact.added = kNow;
    return contacts.add(contact, crypto::asBytes("state"));
}

RowId StorageWorld::addConversation(std::uint64_t number, ContactStanding standing)
{
    return conversations.add(ConversationKind::Person, addContact(number, standing), kNow);
}

Message StorageWorld::received(RowId conversation, std::string text)
{
    Message out = own(conversation, std::move(text));
    out.author = at(conversation).contact;
    out.state = MessageState::Received;
    return out;
}

Message StorageWorld::own(RowId conversation, std::string text)
{
    ++m_messages;
    Message out;
    out.conversation = conversation;
    out.uid = numbered<MessageUid>(m_messages);
    out.state = MessageState::Waiting;
    out.sent = out.received = kNow + static_cast<Milliseconds>(m_messages) * 1'000;
    out.text = std::move(text);
    return out;
}

std::optional<RowId> StorageWorld::add(const Message& message)
{
    return change([&] { return messages.add(message); });
}

} // namespace sotto::test
