#pragma once

#include "net/relay/store/sqlite_database.h"
#include "net/relay/store/store_options.h"
#include "net/relay/store/transaction.h"

namespace sotto::relay {

class SqliteInvites final : public InviteStore
{
public:
    SqliteInvites(Database& database, Transaction& transaction, const StoreOptions& options);

    CreateResult put(const ObjectId& invite, ByteView content, Timestamp expires,
                     const wire::OwnerTokenHash& owner) override;
    bool remove(const ObjectId& invite, const wire::OwnerTokenHash& owner) override;

    [[nodiscard]] std::uint64_t count() const { return m_count; }
    /// Those that have expired. True if there are more.
    bool dropOld(Timestamp now);

private:
    void countRemoved(std::uint64_t removed);

    Database& m_database;
    Transaction& m_transaction;
    const StoreOptions& m_options;
    std::uint64_t m_count = 0;
};

} // namespace sotto::relay
