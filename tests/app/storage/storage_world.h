#pragma once

#include "app/storage/conversation_store.h"

namespace sotto::test {

using namespace storage;

/// Keys that differ by a number.
[[nodiscard]] DatabaseKey keyNumber(std::uint8_t number);
/// Names that differ by a number.
template <class Fixed> [[nodiscard]] Fixed numbered(std::uint64_t number)
{
    Fixed out;
    for (std::size_t i = 0; i < 8; ++i) {
        out.bytes[i] = static_cast<std::uint8_t>(number >> (8 * i));
    }
    out.bytes[8] = 0x5A;
    return out;
}

/// The database in @p file, which must open. With key number 1.
[[nodiscard]] Database openAt(const std::filesystem::path& file,
                              OpenMode mode = OpenMode::ReadWrite);
/// Why it does not.
[[nodiscard]] std::optional<OpenError> openErrorAt(const std::filesystem::path& file,
                                                   OpenMode mode = OpenMode::ReadWrite);
/// The only number of an answer of one row.
[[nodiscard]] std::int64_t numberFrom(Database& database, const char* sql);

/// A database with stores, in memory unless it is told a file.
struct StorageWorld
{
    static constexpr Milliseconds kNow = 1'800'000'000'000;

    StorageWorld()
        : StorageWorld(Database::inMemory())
    {}
    explicit StorageWorld(Database opened);

    /// A contact of that number, and a conversation with them.
    RowId addContact(std::uint64_t number, ContactStanding standing = ContactStanding::Contact);
    RowId addConversation(std::uint64_t number,
                          ContactStanding standing = ContactStanding::Contact);
    /// A received text, of the conversation's contact, that has not been added. Each is newer.
    [[nodiscard]] Message received(RowId conversation, std::string text);
    [[nodiscard]] Message own(RowId conversation, std::string text);
    /// Adds it in a transaction of its own.
    std::optional<RowId> add(const Message& message);
    RowId receive(RowId conversation, std::string text)
    {
        return *add(received(conversation, std::move(text)));
    }
    /// Runs @p work as one transaction.
    template <class Work> auto change(Work work)
    {
        Transaction transaction(database);
        if constexpr (std::is_void_v<decltype(work())>) {
            work();
            transaction.commit();
        } else {
            auto result = work();
            transaction.commit();
            return result;
        }
    }
    [[nodiscard]] Conversation at(RowId conversation) { return *conversations.find(conversation); }

    Database database;
    ContactStore contacts;
    ConversationStore conversations;
    MessageStore messages;

private:
    std::uint64_t m_messages = 0;
};

} // namespace sotto::test
