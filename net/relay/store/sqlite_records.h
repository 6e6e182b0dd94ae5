#pragma once

#include "net/relay/store/sqlite_database.h"

namespace sotto::relay {

/// A vault's records, by the row of the vault's object.
class SqliteRecords
{
public:
    explicit SqliteRecords(Database& database)
        : m_database(database)
    {}

    AppendOutcome append(std::int64_t vault, std::uint16_t writer,
                         std::span<const NewRecord> records);
    bool strip(std::int64_t vault, std::uint16_t writer, std::uint64_t sequence);

private:
    [[nodiscard]] bool isStored(std::int64_t vault, std::uint16_t writer, const NewRecord& record);

    Database& m_database;
};

} // namespace sotto::relay
