#include "app/storage/message_store.h"

#include "app/storage/message_columns.h"
#include "app/storage/tokenizer.h"

#include <algorithm>
#include <cassert>
#include <limits>

namespace sotto::storage {

namespace {

enum Which : std::size_t
{
    kAdd,
    kCountAdded,
    kAddAt,
    kCountAddedAt,
    kAddWords,
    kReplace,
    kSetPlace,
    kIdsUpTo,
    kRemoveUpTo,
    kContactOf,
    kIdsAfter,
    kFind,
    kFindByUid,
    kState,
    kSetState,
    kSetText,
    kErase,
    kRemove,
    kRemoveAll,
    kConversationOf,
    kReadPosition,
    kUnreadUids,
    kSetRead,
    kSetUnread,
    kRecount,
    kNewest,
    kBefore,
    kAfter,
    kCount,
};

std::string select(const char* rest)
{
    return std::string("SELECT ") + kMessageColumns + " FROM messages AS m " + rest;
}

/// What counts as unread, of messages.
constexpr const char* kIsUnread = "author != 0 AND kind = 1 AND state = 8";

/// In the order of Which.
std::vector<std::string> allSql()
{
    return {
        // A clock that went back must put nothing in front of what is there or has been read.
        "INSERT INTO messages (conversation, position, author, uid, kind, state, sent, received, "
        "edited, text, quoted) "
        "SELECT id, max(?2, newest_position + 1, read_position + 1), ?3, ?4, ?5, ?6, ?7, ?8, ?9, "
        "?10, ?11 FROM conversations WHERE id = ?1 "
        "ON CONFLICT (conversation, author, uid) DO NOTHING",
        "UPDATE conversations SET newest_message = ?2, "
        "newest_position = max(?3, newest_position + 1, read_position + 1), "
        "unread = unread + ?4, active = max(active, ?5) WHERE id = ?1",
        "INSERT INTO messages (conversation, position, claimed, author, uid, kind, state, sent, "
        "received, edited, text, quoted) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        "UPDATE conversations SET unread = unread + (?3 AND ?4 > read_position), "
        "(newest_message, newest_position) = (SELECT iif(?4 > newest_position, ?2, "
        "newest_message), max(?4, newest_position)), active = max(active, ?5) WHERE id = ?1",
        "INSERT INTO message_words(rowid, text) VALUES (?1, ?2 || char(2) || ?3)",
        "UPDATE messages SET kind = ?2, state = ?3, sent = ?4, edited = ?5, quoted = ?6, text = ?7 "
        "WHERE id = ?1",
        "UPDATE messages SET position = ?2, claimed = CASE ?3 WHEN ?2 THEN 0 ELSE ?3 END "
        "WHERE id = ?1",
        "SELECT id FROM messages WHERE conversation = ? AND position <= ? ORDER BY position",
        "DELETE FROM messages WHERE conversation = ? AND position <= ?",
        "SELECT coalesce(contact, 0) FROM conversations WHERE id = ?",
        "SELECT id FROM messages WHERE id > ? ORDER BY id LIMIT ?",
        select("WHERE m.id = ?"),
        select("WHERE m.conversation = ? AND m.author = ? AND m.uid = ?"),
        "SELECT state FROM messages WHERE id = ?",
        "UPDATE messages SET state = ? WHERE id = ?",
        "UPDATE messages SET text = ?, edited = ? WHERE id = ?",
        "UPDATE messages SET text = '', kind = 2, extra = NULL WHERE id = ?",
        "DELETE FROM messages WHERE id = ?",
        "DELETE FROM messages WHERE conversation = ?",
        "SELECT conversation FROM messages WHERE id = ?",
        "SELECT read_position FROM conversations WHERE id = ?",
        std::string("SELECT uid FROM messages WHERE conversation = ? AND position > ? AND "
                    "position <= ? AND ") +
            kIsUnread + " ORDER BY position DESC LIMIT ?",
        "UPDATE conversations SET read_position = ?2 WHERE id = ?1",
        std::string("UPDATE conversations SET read_position = coalesce((SELECT position - 1 FROM "
                    "messages WHERE conversation = ?1 AND ") +
            kIsUnread + " ORDER BY position DESC LIMIT 1), read_position) WHERE id = ?1",
        std::string(
            "UPDATE conversations SET "
            "unread = (SELECT count(*) FROM messages WHERE conversation = ?1 AND position > "
            "conversations.read_position AND ") +
            kIsUnread +
            "), (newest_message, newest_position) = (SELECT coalesce(max(id), 0), "
            "coalesce(max(position), 0) FROM (SELECT id, position FROM messages WHERE "
            "conversation = ?1 ORDER BY position DESC LIMIT 1)) WHERE id = ?1",
        select("WHERE m.conversation = ? ORDER BY m.position DESC LIMIT ?"),
        select("WHERE m.conversation = ? AND m.position < ? ORDER BY m.position DESC LIMIT ?"),
        select("WHERE m.conversation = ? AND m.position > ? ORDER BY m.position LIMIT ?"),
        "SELECT count(*) FROM messages WHERE conversation = ?",
    };
}

// FTS5 first, whose rows come in the order that is asked for: it stops when enough were found.
std::string searchSql()
{
    return std::string("SELECT ") + kMessageColumns +
           " FROM message_words AS w CROSS JOIN messages AS m ON m.id = w.rowid "
           "WHERE w.message_words MATCH ? AND w.rowid < ? ORDER BY w.rowid DESC";
}

constexpr std::int64_t kMicroseconds = 1'000; ///< a millisecond has

/// A limit as SQLite takes it.
std::int64_t bounded(std::size_t limit)
{
    return static_cast<std::int64_t>(std::min<std::size_t>(limit, INT32_MAX));
}

std::optional<Message> readOne(Statement& statement)
{
    std::optional<Message> out;
    if (statement.step()) {
        out = readMessage(statement, 0);
    }
    statement.reset();
    return out;
}

std::vector<Message> readAll(Statement& statement)
{
    std::vector<Message> out;
    while (statement.step()) {
        out.push_back(readMessage(statement, 0));
    }
    return out;
}

std::vector<Message> reversed(std::vector<Message> messages)
{
    std::ranges::reverse(messages);
    return messages;
}

std::int64_t readNumber(Statement& statement)
{
    const std::int64_t out = statement.step() ? statement.integer(0) : 0;
    statement.reset();
    return out;
}

/// Failed is lower than all but itself and Waiting.
int rankOf(MessageState state)
{
    switch (state) {
    case MessageState::Waiting:
        return 0;
    case MessageState::Sent:
        return 1;
    case MessageState::Failed: // after the relay had it: nobody acknowledged it
        return 2;
    case MessageState::Delivered:
        return 3;
    case MessageState::Read:
    case MessageState::Received:
        break;
    }
    return 4;
}

} // namespace

Message readMessage(const Statement& statement, int first)
{
    Message out;
    out.id = statement.integer(first);
    out.conversation = statement.integer(first + 1);
    out.position = statement.integer(first + 2);
    out.author = statement.integer(first + 3);
    out.uid = statement.fixed<MessageUid>(first + 4);
    out.kind = statement.as<MessageKind>(first + 5);
    out.state = statement.as<MessageState>(first + 6);
    out.sent = statement.integer(first + 7);
    out.received = statement.integer(first + 8);
    out.edited = statement.integer(first + 9);
    out.text = statement.text(first + 10);
    out.quoted = statement.integer(first + 11);
    const std::int64_t claimed = statement.integer(first + 12);
    out.claimed = claimed != 0 ? claimed : out.position;
    return out;
}

MessageStore::MessageStore(Database& database)
    : m_database(database)
    , m_tokenizer(std::make_unique<Tokenizer>(database))
    , m_names(database)
    , m_places(database)
    , m_search(database, searchSql())
{
    for (const std::string& sql : allSql()) {
        m_statements.emplace_back(database, sql);
    }
}

MessageStore::~MessageStore() = default;

std::optional<RowId> MessageStore::add(const Message& message)
{
    assert(m_database.isInTransaction());
    RowId quotedAs = kNoRow;
    if (!mayCome(message, quotedAs)) {
        return std::nullopt;
    }
    const std::int64_t position = message.received * kMicroseconds;
    m_statements[kAdd]
        .with(message.conversation, position, message.author, message.uid, message.kind,
              message.state, message.sent, message.received, message.edited, message.text,
              message.quoted)
        .run();
    if (m_database.changes() == 0) {
        return std::nullopt;
    }
    const RowId id = m_database.lastRow();
    const bool isUnread = !message.isOwn() && message.kind == MessageKind::Text &&
                          message.state == MessageState::Received;
    m_statements[kCountAdded]
        .with(message.conversation, id, position, isUnread, message.received)
        .run();
    arrived(id, message, quotedAs);
    return id;
}

std::optional<Message> MessageStore::find(RowId id)
{
    return readOne(m_statements[kFind].with(id));
}

std::optional<Message> MessageStore::findByUid(RowId conversation, RowId author,
                                               const MessageUid& uid)
{
    return readOne(m_statements[kFindByUid].with(conversation, author, uid));
}

bool MessageStore::raiseState(RowId id, MessageState state)
{
    Statement& find = m_statements[kState].with(id);
    const bool raises = find.step() && rankOf(find.as<MessageState>(0)) < rankOf(state);
    find.reset();
    if (raises) {
        setState(id, state);
    }
    return raises;
}

void MessageStore::setState(RowId id, MessageState state)
{
    m_statements[kSetState].with(state, id).run();
}

void MessageStore::setText(RowId id, std::string_view text, Milliseconds edited)
{
    m_statements[kSetText].with(text, edited, id).run();
}

void MessageStore::erase(RowId id)
{
    m_statements[kErase].with(id).run();
    recount(readNumber(m_statements[kConversationOf].with(id)));
}

void MessageStore::removeAll(RowId conversation)
{
    m_names.keepUpTo(conversation, std::numeric_limits<std::int64_t>::max());
    m_statements[kRemoveAll].with(conversation).run();
    recount(conversation);
}

std::vector<MessageUid> MessageStore::markRead(RowId conversation, std::int64_t position,
                                               std::size_t limit)
{
    const std::int64_t before = readNumber(m_statements[kReadPosition].with(conversation));
    if (position <= before) {
        return {};
    }
    std::vector<MessageUid> out;
    Statement& unread =
        m_statements[kUnreadUids].with(conversation, before, position, bounded(limit));
    while (unread.step()) {
        out.push_back(unread.fixed<MessageUid>(0));
    }
    std::ranges::reverse(out);
    m_statements[kSetRead].with(conversation, position).run();
    recount(conversation);
    return out;
}

void MessageStore::markUnread(RowId conversation)
{
    m_statements[kSetUnread].with(conversation).run();
    recount(conversation);
}

void MessageStore::recount(RowId conversation)
{
    m_statements[kRecount].with(conversation).run();
}

bool MessageStore::mayCome(const Message& message, RowId& quotedAs)
{
    const auto name = m_names.findIn(message.conversation, message.author, message.uid);
    quotedAs = name ? name->id : kNoRow;
    return !name || !name->isGone();
}

void MessageStore::arrived(RowId id, const Message& message, RowId quotedAs)
{
    if (message.kind == MessageKind::Text) {
        m_statements[kAddWords].with(id, message.text, message.conversation).run();
    }
    if (quotedAs != kNoRow) {
        m_names.resolve(quotedAs, id);
    }
}

std::optional<RowId> MessageStore::addAt(const Message& message)
{
    assert(m_database.isInTransaction());
    RowId quotedAs = kNoRow;
    if (!mayCome(message, quotedAs) ||
        findByUid(message.conversation, message.author, message.uid)) {
        return std::nullopt;
    }
    const std::int64_t position =
        m_places.make({message.conversation, message.claimed, message.author, message.uid});
    m_statements[kAddAt]
        .with(message.conversation, position, position == message.claimed ? 0 : message.claimed,
              message.author, message.uid, message.kind, message.state, message.sent,
              message.received, message.edited, message.text, message.quoted)
        .run();
    const RowId id = m_database.lastRow();
    const bool isUnread = !message.isOwn() && message.kind == MessageKind::Text &&
                          message.state == MessageState::Received;
    m_statements[kCountAddedAt]
        .with(message.conversation, id, isUnread, position, message.received)
        .run();
    if (m_places.takeMoved()) {
        recount(message.conversation);
    }
    arrived(id, message, quotedAs);
    return id;
}

void MessageStore::take(RowId id, const MessagePlace& place)
{
    m_statements[kSetPlace].with(id, m_places.make(place), place.claimed).run();
}

void MessageStore::lower(RowId id, std::int64_t position)
{
    const auto message = find(id);
    if (!message || message->claimed <= position) {
        return;
    }
    // Out of the way of all places meanwhile.
    m_statements[kSetPlace].with(id, -id, -id).run();
    m_places.close(message->conversation, message->position);
    take(id, {message->conversation, position, message->author, message->uid});
    (void)m_places.takeMoved();
    recount(message->conversation);
}

void MessageStore::replace(const Message& message)
{
    m_statements[kReplace]
        .with(message.id, message.kind, message.state, message.sent, message.edited, message.quoted,
              message.text)
        .run();
    recount(message.conversation);
}

void MessageStore::remove(RowId id)
{
    const auto message = find(id);
    if (!message) {
        return;
    }
    m_names.keepOf(id);
    m_statements[kRemove].with(id).run();
    m_places.close(message->conversation, message->position);
    (void)m_places.takeMoved();
    recount(message->conversation);
}

std::vector<RowId> MessageStore::removeUpTo(RowId conversation, std::int64_t position)
{
    std::vector<RowId> out;
    // Those who only queue behind it.
    while (const RowId queued = m_places.queuedAt(conversation, position + 1, position)) {
        out.push_back(queued);
        remove(queued);
    }
    Statement& ids = m_statements[kIdsUpTo].with(conversation, position);
    while (ids.step()) {
        out.push_back(ids.integer(0));
    }
    m_names.keepUpTo(conversation, position);
    m_statements[kRemoveUpTo].with(conversation, position).run();
    recount(conversation);
    return out;
}

RowId MessageStore::reference(RowId conversation, RowId author, const MessageUid& uid)
{
    if (const auto message = findByUid(conversation, author, uid)) {
        return message->id;
    }
    const RowId contact = readNumber(m_statements[kContactOf].with(conversation));
    return m_names.note(contact, author, uid, Absence::Missing);
}

std::vector<RowId> MessageStore::idsAfter(RowId last, std::size_t limit)
{
    std::vector<RowId> out;
    Statement& ids = m_statements[kIdsAfter].with(last, bounded(limit));
    while (ids.step()) {
        out.push_back(ids.integer(0));
    }
    return out;
}

std::vector<Message> MessageStore::newest(RowId conversation, std::size_t limit)
{
    return reversed(readAll(m_statements[kNewest].with(conversation, bounded(limit))));
}

std::vector<Message> MessageStore::before(RowId conversation, std::int64_t position,
                                          std::size_t limit)
{
    return reversed(readAll(m_statements[kBefore].with(conversation, position, bounded(limit))));
}

std::vector<Message> MessageStore::after(RowId conversation, std::int64_t position,
                                         std::size_t limit)
{
    return readAll(m_statements[kAfter].with(conversation, position, bounded(limit)));
}

std::uint64_t MessageStore::count(RowId conversation)
{
    return static_cast<std::uint64_t>(readNumber(m_statements[kCount].with(conversation)));
}

} // namespace sotto::storage
