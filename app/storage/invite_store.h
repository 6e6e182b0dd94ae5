#pragma once

#include "app/storage/statement.h"

#include <vector>

namespace sotto::storage {

using InviteTokenBytes = crypto::FixedBytes<struct InviteTokenBytesTag, 32>;

/// An invite that this person made.
struct Invite
{
    RowId id = kNoRow;
    InviteTokenBytes token;
    Milliseconds expires = 0;
    std::uint32_t usesLeft = 1;
    bool published = false;
    crypto::SecretBytes state;
};

class InviteStore
{
public:
    explicit InviteStore(Database& database);

    RowId add(const Invite& invite);
    [[nodiscard]] std::optional<Invite> find(RowId id);
    [[nodiscard]] std::optional<Invite> findByToken(const InviteTokenBytes& token);
    [[nodiscard]] std::vector<Invite> all();
    void markPublished(RowId id);
    /// Returns how many were published.
    std::size_t markAllUnpublished();
    /// One use less; with the last one the row goes.
    void use(RowId id);
    void remove(RowId id);
    /// Those that expired before @p now. Returns how many.
    std::size_t removeExpired(Milliseconds now);

private:
    Database& m_database;
    std::vector<Statement> m_statements;
};

} // namespace sotto::storage
