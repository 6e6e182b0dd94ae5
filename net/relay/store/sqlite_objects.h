#pragma once

#include "net/relay/store/sqlite_eapi.h"
#include "net/relay/store/sqlite_records.h"
#include "net/relay/store/store_options.h"
#include "net/relay/store/transaction.h"

namespace sotto::relay {

/// The row of an object; nothing if there is none.
[[nodiscard]] std::optional<std::int64_t> findObject(Database& database, const ObjectName& name);

/// Cards, recovery records and vaults with their events.
class SqliteObjects final : public ObjectStore
{
public:
    SqliteObjects(Database& database, Transaction& transaction, const StoreOptions& options,
                  SqliteEapi& eapi);

    crypto::Result<void, crypto::UpdateError> update(const ObjectName& name,
                                                     const crypto::ObjectUpdate& update,
                                                     const TwoTimes& now) override;
    [[nodiscard]] bool isFull() const override;
    std::optional<crypto::VersionedObject> state(const ObjectName& name) override;

    bool remove(const ObjectName& name) override;
    std::uint64_t addEvent(const ObjectName& name, std::uint32_t type, std::uint64_t detail,
                           Timestamp now) override;
    std::uint64_t newestEvent(const ObjectName& name) override;

    AppendOutcome append(const ObjectId& vault, std::uint16_t writer,
                         std::span<const NewRecord> records, Timestamp now) override;
    bool strip(const ObjectId& vault, std::uint16_t writer, std::uint64_t sequence) override;

    [[nodiscard]] std::uint64_t count() const { return m_count; }
    /// Superseded versions and events whose time is over. True if there are more.
    bool dropOld(Timestamp now);

private:
    [[nodiscard]] std::optional<crypto::VersionedObject> readState(std::int64_t row);
    std::int64_t create(const ObjectName& name);
    void store(std::int64_t row, std::uint32_t firstChange, const crypto::ObjectUpdate& update,
               const crypto::VersionedObject& after, Timestamp now);

    Database& m_database;
    Transaction& m_transaction;
    const StoreOptions& m_options;
    SqliteEapi& m_eapi;
    SqliteRecords m_records;
    std::uint64_t m_count = 0;
};

} // namespace sotto::relay
