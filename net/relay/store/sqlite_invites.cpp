#include "net/relay/store/sqlite_invites.h"

#include <algorithm>

namespace sotto::relay {

namespace {

/// An invite has up to 640 KiB.
constexpr int kInvitesDropped = 16;

} // namespace

SqliteInvites::SqliteInvites(Database& database, Transaction& transaction,
                             const StoreOptions& options)
    : m_database(database)
    , m_transaction(transaction)
    , m_options(options)
    , m_count(static_cast<std::uint64_t>(m_database.value("SELECT COUNT(*) FROM invite")))
{}

CreateResult SqliteInvites::put(const ObjectId& invite, ByteView content, Timestamp expires,
                                const wire::OwnerTokenHash& owner)
{
    {
        Query query = m_database.query("SELECT owner, content FROM invite WHERE id = ?");
        if (query.bind(invite).step()) {
            const bool isSame = query.fixed<wire::OwnerTokenHash>(0) == owner &&
                                std::ranges::equal(query.view(1), content);
            return isSame ? CreateResult::Same : CreateResult::Exists;
        }
    }
    if (m_options.invitesMax != 0 && m_count >= m_options.invitesMax) {
        return CreateResult::Quota;
    }
    m_database.run("INSERT INTO invite (id, expires, owner, content) VALUES (?, ?, ?, ?)", invite,
                   expires, owner, content);
    ++m_count;
    m_transaction.onRollback([this] { --m_count; });
    return CreateResult::Created;
}

bool SqliteInvites::remove(const ObjectId& invite, const wire::OwnerTokenHash& owner)
{
    m_database.run("DELETE FROM invite WHERE id = ? AND owner = ?", invite, owner);
    const auto removed = static_cast<std::uint64_t>(m_database.changes());
    countRemoved(removed);
    return removed > 0;
}

bool SqliteInvites::dropOld(Timestamp now)
{
    m_database.run("DELETE FROM invite WHERE row IN (SELECT row FROM invite WHERE expires <= ? "
                   "LIMIT ?)",
                   now, kInvitesDropped);
    const std::int64_t removed = m_database.changes();
    countRemoved(static_cast<std::uint64_t>(removed));
    return removed == kInvitesDropped;
}

void SqliteInvites::countRemoved(std::uint64_t removed)
{
    m_count -= removed;
    m_transaction.onRollback([this, removed] { m_count += removed; });
}

} // namespace sotto::relay
