#pragma once

#include "app/storage/contact_store.h"
#include "app/storage/message_store.h"

namespace sotto::storage {

enum class ConversationKind : std::uint8_t
{
    Person = 1,
    Group = 2, ///< not yet
    Notes = 3, ///< to oneself
};

struct Conversation
{
    RowId id = kNoRow;
    ConversationKind kind = ConversationKind::Person;
    RowId contact = kNoRow;
    bool pinned = false;
    Milliseconds mutedUntil = 0; ///< -1: for ever
    std::string draft;
    RowId draftReply = kNoRow;
    std::int64_t readPosition = 0;
    std::uint64_t unread = 0;
    RowId newestMessage = kNoRow;
    std::int64_t newestPosition = 0;
    Milliseconds active = 0;
};

/// All that a row of the list shows, read by one statement.
struct ConversationSummary
{
    Conversation conversation;
    std::optional<Contact> contact;
    std::optional<Message> newest; ///< its text cut to kPreviewBytesMax
};

/// What outlives a conversation's row.
struct ConversationFloor
{
    std::int64_t removed = 0; ///< all messages that claimed a place up to here are gone
    std::int64_t read = 0;
};

inline constexpr std::size_t kPreviewBytesMax = 512;

class ConversationStore
{
public:
    explicit ConversationStore(Database& database);

    /// Read up to where its floor says. Notes have contact kNoRow.
    RowId add(ConversationKind kind, RowId contact, Milliseconds now);
    [[nodiscard]] std::optional<Conversation> find(RowId id);
    [[nodiscard]] std::optional<Conversation> findByContact(RowId contact);
    [[nodiscard]] std::optional<Conversation> findNotes();
    /// Requests (Asking) first, then pinned ones, then by activity. Without those whose contact is
    /// Gone or Blocked.
    [[nodiscard]] std::vector<ConversationSummary> summaries();
    [[nodiscard]] std::optional<ConversationSummary> summary(RowId id);
    /// Draft, draft's reply, pinned, muted, active.
    void update(const Conversation& conversation);
    /// With all its messages; not its contact. The floor rises above them.
    void remove(RowId id);
    [[nodiscard]] ConversationFloor floor(RowId contact);
    /// Never falls.
    void raiseFloor(RowId contact, const ConversationFloor& floor);

private:
    Database& m_database;
    std::vector<Statement> m_statements;
};

} // namespace sotto::storage
