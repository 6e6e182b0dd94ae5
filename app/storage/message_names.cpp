#include "app/storage/message_names.h"

namespace sotto::storage {

namespace {

enum Which : std::size_t
{
    kFind,
    kFindByUid,
    kFindIn,
    kAdd,
    kSetAbsence,
    kKeepOf,
    kKeepUpTo,
    kResolveQuotes,
    kResolveDrafts,
    kRemove,
};

/// Followed by the absence.
constexpr const char* kKeep =
    "INSERT OR IGNORE INTO message_names (id, contact, author, uid, absence) "
    "SELECT m.id, coalesce(v.contact, 0), m.author, m.uid, ";
constexpr const char* kOfMessages =
    " FROM messages AS m JOIN conversations AS v ON v.id = m.conversation ";

std::string select(const char* rest)
{
    return std::string("SELECT n.id, n.contact, n.author, n.uid, n.absence FROM ") + rest;
}

/// In the order of Which.
std::vector<std::string> allSql()
{
    return {
        select("message_names AS n WHERE n.id = ?"),
        select("message_names AS n WHERE n.contact = ? AND n.author = ? AND n.uid = ?"),
        select("conversations AS v CROSS JOIN message_names AS n ON "
               "n.contact = coalesce(v.contact, 0) WHERE v.id = ? AND n.author = ? AND n.uid = ?"),
        "INSERT INTO message_names (id, contact, author, uid, absence) VALUES ((SELECT "
        "min(coalesce(min(id), 0), 0) - 1 FROM message_names), ?, ?, ?, ?)",
        "UPDATE message_names SET absence = ?2 WHERE id = ?1",
        std::string(kKeep) + "1" + kOfMessages + "WHERE m.id = ?",
        std::string(kKeep) + "2" + kOfMessages + "WHERE m.conversation = ? AND m.position <= ?",
        "UPDATE messages SET quoted = ?2 WHERE quoted = ?1 AND quoted < 0",
        "UPDATE conversations SET draft_reply = ?2 WHERE draft_reply = ?1 AND draft_reply < 0",
        "DELETE FROM message_names WHERE id = ?",
    };
}

std::optional<MessageName> readOne(Statement& statement)
{
    std::optional<MessageName> out;
    if (statement.step()) {
        out = MessageName{statement.integer(0), statement.integer(1), statement.integer(2),
                          statement.fixed<MessageUid>(3), statement.as<Absence>(4)};
    }
    statement.reset();
    return out;
}

} // namespace

MessageNames::MessageNames(Database& database)
    : m_database(database)
{
    for (const std::string& sql : allSql()) {
        m_statements.emplace_back(database, sql);
    }
}

std::optional<MessageName> MessageNames::find(RowId id)
{
    return readOne(m_statements[kFind].with(id));
}

std::optional<MessageName> MessageNames::find(RowId contact, RowId author, const MessageUid& uid)
{
    return readOne(m_statements[kFindByUid].with(contact, author, uid));
}

std::optional<MessageName> MessageNames::findIn(RowId conversation, RowId author,
                                                const MessageUid& uid)
{
    return readOne(m_statements[kFindIn].with(conversation, author, uid));
}

RowId MessageNames::note(RowId contact, RowId author, const MessageUid& uid, Absence absence)
{
    const auto known = find(contact, author, uid);
    if (!known) {
        m_statements[kAdd].with(contact, author, uid, absence).run();
        return m_database.lastRow();
    }
    // Of two ways to be gone the later one says more.
    if (absence != Absence::Missing) {
        m_statements[kSetAbsence].with(known->id, absence).run();
    }
    return known->id;
}

void MessageNames::keepOf(RowId message)
{
    m_statements[kKeepOf].with(message).run();
}

void MessageNames::keepUpTo(RowId conversation, std::int64_t position)
{
    m_statements[kKeepUpTo].with(conversation, position).run();
}

void MessageNames::resolve(RowId name, RowId message)
{
    m_statements[kResolveQuotes].with(name, message).run();
    m_statements[kResolveDrafts].with(name, message).run();
    m_statements[kRemove].with(name).run();
}

} // namespace sotto::storage
