#include "app/storage/conversation_store.h"

#include "app/storage/contact_columns.h"
#include "app/storage/message_columns.h"

namespace sotto::storage {

namespace {

enum Which : std::size_t
{
    kAdd,
    kFind,
    kFindByContact,
    kFindNotes,
    kSummaries,
    kSummary,
    kUpdate,
    kRemoveEarlyChanges,
    kFloor,
    kRaiseFloor,
    kKeepFloor,
    kKeepNames,
    kRemoveMessages,
    kRemove,
};

constexpr const char* kColumns =
    "v.id, v.kind, coalesce(v.contact, 0), v.pinned, v.muted_until, v.draft, v.draft_reply, "
    "v.read_position, v.unread, v.newest_message, v.newest_position, v.active";
/// What follows an INSERT of a floor.
constexpr const char* kHigherStands =
    " ON CONFLICT (contact) DO UPDATE SET removed = max(removed, excluded.removed), "
    "read = max(read, excluded.read)";
constexpr int kColumnCount = 12;
constexpr int kFirstOfContact = kColumnCount;
constexpr int kFirstOfMessage = kFirstOfContact + kContactColumnCount;

std::string select(const char* rest)
{
    return std::string("SELECT ") + kColumns + " FROM conversations AS v " + rest;
}

std::string selectSummaries(const char* rest)
{
    return std::string("SELECT ") + kColumns + ", " + kContactColumns + ", " + kMessageColumns +
           " FROM conversations AS v LEFT JOIN contacts AS c ON c.id = v.contact "
           "LEFT JOIN messages AS m ON m.id = v.newest_message " +
           rest;
}

/// In the order of Which.
std::vector<std::string> allSql()
{
    return {
        "INSERT INTO conversations (kind, contact, active, read_position) VALUES (?1, "
        "nullif(?2, 0), ?3, coalesce((SELECT max(removed, read) FROM conversation_floors "
        "WHERE contact = ?2), 0))",
        select("WHERE v.id = ?"),
        select("WHERE v.contact = ?"),
        // 3 is Notes.
        select("WHERE v.contact IS NULL AND v.kind = 3"),
        // 2 is Asking, 4 Blocked, 5 Gone.
        selectSummaries("WHERE c.id IS NULL OR c.standing NOT IN (4, 5, 6) "
                        "ORDER BY coalesce(c.standing = 2, 0) DESC, v.pinned DESC, v.active DESC, "
                        "v.id DESC"),
        selectSummaries("WHERE v.id = ?"),
        "UPDATE conversations SET draft = ?, draft_reply = ?, pinned = ?, muted_until = ?, "
        "active = ? WHERE id = ?",
        "DELETE FROM early_changes WHERE author = "
        "(SELECT contact FROM conversations WHERE id = ?)",
        "SELECT removed, read FROM conversation_floors WHERE contact = ?",
        std::string("INSERT INTO conversation_floors (contact, removed, read) VALUES (?, ?, ?)") +
            kHigherStands,
        // What queued for a place claimed one that is not above the newest one's.
        std::string("INSERT INTO conversation_floors (contact, removed, read) SELECT "
                    "coalesce(contact, 0), newest_position, max(newest_position, read_position) "
                    "FROM conversations WHERE id = ?") +
            kHigherStands,
        "INSERT OR IGNORE INTO message_names (id, contact, author, uid, absence) "
        "SELECT m.id, coalesce(v.contact, 0), m.author, m.uid, 2 FROM conversations AS v "
        "JOIN messages AS m ON m.conversation = v.id WHERE v.id = ?",
        "DELETE FROM messages WHERE conversation = ?",
        "DELETE FROM conversations WHERE id = ?",
    };
}

Conversation readConversation(const Statement& statement)
{
    Conversation out;
    out.id = statement.integer(0);
    out.kind = statement.as<ConversationKind>(1);
    out.contact = statement.integer(2);
    out.pinned = statement.boolean(3);
    out.mutedUntil = statement.integer(4);
    out.draft = statement.text(5);
    out.draftReply = statement.integer(6);
    out.readPosition = statement.integer(7);
    out.unread = static_cast<std::uint64_t>(statement.integer(8));
    out.newestMessage = statement.integer(9);
    out.newestPosition = statement.integer(10);
    out.active = statement.integer(11);
    return out;
}

std::optional<Conversation> readOne(Statement& statement)
{
    std::optional<Conversation> out;
    if (statement.step()) {
        out = readConversation(statement);
    }
    statement.reset();
    return out;
}

/// Shortens to whole characters.
void cut(std::string& text, std::size_t bytes)
{
    if (text.size() <= bytes) {
        return;
    }
    const auto isContinuation = [](char c) { return (static_cast<unsigned char>(c) >> 6U) == 2U; };
    while (bytes > 0 && isContinuation(text[bytes])) {
        --bytes;
    }
    text.resize(bytes);
}

ConversationSummary readSummary(const Statement& statement)
{
    ConversationSummary out;
    out.conversation = readConversation(statement);
    if (!statement.isNull(kFirstOfContact)) {
        out.contact = readContact(statement, kFirstOfContact);
    }
    if (!statement.isNull(kFirstOfMessage)) {
        out.newest = readMessage(statement, kFirstOfMessage);
        cut(out.newest->text, kPreviewBytesMax);
    }
    return out;
}

} // namespace

ConversationStore::ConversationStore(Database& database)
    : m_database(database)
{
    for (const std::string& sql : allSql()) {
        m_statements.emplace_back(database, sql);
    }
}

RowId ConversationStore::add(ConversationKind kind, RowId contact, Milliseconds now)
{
    m_statements[kAdd].with(kind, contact, now).run();
    return m_database.lastRow();
}

std::optional<Conversation> ConversationStore::find(RowId id)
{
    return readOne(m_statements[kFind].with(id));
}

std::optional<Conversation> ConversationStore::findByContact(RowId contact)
{
    return readOne(m_statements[kFindByContact].with(contact));
}

std::optional<Conversation> ConversationStore::findNotes()
{
    return readOne(m_statements[kFindNotes].with());
}

std::vector<ConversationSummary> ConversationStore::summaries()
{
    std::vector<ConversationSummary> out;
    Statement& statement = m_statements[kSummaries].with();
    while (statement.step()) {
        out.push_back(readSummary(statement));
    }
    return out;
}

std::optional<ConversationSummary> ConversationStore::summary(RowId id)
{
    std::optional<ConversationSummary> out;
    Statement& statement = m_statements[kSummary].with(id);
    if (statement.step()) {
        out = readSummary(statement);
    }
    statement.reset();
    return out;
}

void ConversationStore::update(const Conversation& conversation)
{
    m_statements[kUpdate]
        .with(conversation.draft, conversation.draftReply, conversation.pinned,
              conversation.mutedUntil, conversation.active, conversation.id)
        .run();
}

ConversationFloor ConversationStore::floor(RowId contact)
{
    ConversationFloor out;
    Statement& statement = m_statements[kFloor].with(contact);
    if (statement.step()) {
        out = {statement.integer(0), statement.integer(1)};
    }
    statement.reset();
    return out;
}

void ConversationStore::raiseFloor(RowId contact, const ConversationFloor& floor)
{
    m_statements[kRaiseFloor].with(contact, floor.removed, floor.read).run();
}

void ConversationStore::remove(RowId id)
{
    m_statements[kRemoveEarlyChanges].with(id).run();
    m_statements[kKeepFloor].with(id).run();
    m_statements[kKeepNames].with(id).run();
    m_statements[kRemoveMessages].with(id).run();
    m_statements[kRemove].with(id).run();
}

} // namespace sotto::storage
