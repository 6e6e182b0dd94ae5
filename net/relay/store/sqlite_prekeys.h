#pragma once

#include "net/relay/store/sqlite_database.h"

namespace sotto::relay {

/// Prekey bundles, by the mailbox's row.
class SqlitePrekeys
{
public:
    explicit SqlitePrekeys(Database& database)
        : m_database(database)
    {}

    /// False if @p counter is not higher than the present one's.
    bool put(std::int64_t mailbox, std::uint64_t counter, ByteView sealed,
             std::span<const std::uint32_t> oneTimeIds);
    [[nodiscard]] PrekeyLevel level(std::int64_t mailbox);
    [[nodiscard]] std::optional<StoredBundle> fetch(std::int64_t mailbox, bool popOneTime);
    void remove(std::int64_t mailbox);

private:
    Database& m_database;
};

} // namespace sotto::relay
