#include "app/storage/invite_store.h"

namespace sotto::storage {

namespace {

enum Which : std::size_t
{
    kAdd,
    kFind,
    kFindByToken,
    kAll,
    kMarkPublished,
    kMarkAllUnpublished,
    kUse,
    kRemoveUsed,
    kRemove,
    kRemoveExpired,
};

std::string select(const char* rest)
{
    return std::string("SELECT id, token, expires, uses_left, published, state FROM invites ") +
           rest;
}

/// In the order of Which.
std::vector<std::string> allSql()
{
    return {
        "INSERT INTO invites (token, expires, uses_left, published, state) VALUES (?, ?, ?, ?, ?)",
        select("WHERE id = ?"),
        select("WHERE token = ?"),
        select("ORDER BY id"),
        "UPDATE invites SET published = 1 WHERE id = ?",
        "UPDATE invites SET published = 0 WHERE published != 0",
        "UPDATE invites SET uses_left = uses_left - 1 WHERE id = ?",
        "DELETE FROM invites WHERE id = ? AND uses_left <= 0",
        "DELETE FROM invites WHERE id = ?",
        "DELETE FROM invites WHERE expires < ?",
    };
}

Invite readInvite(const Statement& statement)
{
    Invite out;
    out.id = statement.integer(0);
    out.token = statement.fixed<InviteTokenBytes>(1);
    out.expires = statement.integer(2);
    out.usesLeft = static_cast<std::uint32_t>(statement.integer(3));
    out.published = statement.boolean(4);
    out.state = statement.secret(5);
    return out;
}

std::optional<Invite> readOne(Statement& statement)
{
    std::optional<Invite> out;
    if (statement.step()) {
        out = readInvite(statement);
    }
    statement.reset();
    return out;
}

} // namespace

InviteStore::InviteStore(Database& database)
    : m_database(database)
{
    for (const std::string& sql : allSql()) {
        m_statements.emplace_back(database, sql);
    }
}

RowId InviteStore::add(const Invite& invite)
{
    m_statements[kAdd]
        .with(invite.token, invite.expires, std::int64_t{invite.usesLeft}, invite.published,
              invite.state)
        .run();
    return m_database.lastRow();
}

std::optional<Invite> InviteStore::find(RowId id)
{
    return readOne(m_statements[kFind].with(id));
}

std::optional<Invite> InviteStore::findByToken(const InviteTokenBytes& token)
{
    return readOne(m_statements[kFindByToken].with(token));
}

std::vector<Invite> InviteStore::all()
{
    std::vector<Invite> out;
    Statement& statement = m_statements[kAll].with();
    while (statement.step()) {
        out.push_back(readInvite(statement));
    }
    return out;
}

void InviteStore::markPublished(RowId id)
{
    m_statements[kMarkPublished].with(id).run();
}

std::size_t InviteStore::markAllUnpublished()
{
    m_statements[kMarkAllUnpublished].with().run();
    return static_cast<std::size_t>(m_database.changes());
}

void InviteStore::use(RowId id)
{
    m_statements[kUse].with(id).run();
    m_statements[kRemoveUsed].with(id).run();
}

void InviteStore::remove(RowId id)
{
    m_statements[kRemove].with(id).run();
}

std::size_t InviteStore::removeExpired(Milliseconds now)
{
    m_statements[kRemoveExpired].with(now).run();
    return static_cast<std::size_t>(m_database.changes());
}

} // namespace sotto::storage
