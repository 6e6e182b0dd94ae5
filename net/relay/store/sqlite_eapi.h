#pragma once

#include "net/relay/store/sqlite_database.h"

namespace sotto::relay {

class SqliteEapi final : public EapiRecords
{
public:
    explicit SqliteEapi(Database& database)
        : m_database(database)
    {}

    std::optional<crypto::Eapi> find(const crypto::EapiIdentifier& identifier) override;
    bool advance(const crypto::EapiIdentifier& used, crypto::Eapi next) override;
    void begin(const EapiOwner& owner, crypto::Eapi next) override;
    /// All records of an object that goes.
    void remove(const ObjectName& object);

private:
    struct Stored
    {
        std::int64_t row = 0;
        crypto::EapiRecord record;
    };
    [[nodiscard]] std::optional<Stored> read(const crypto::EapiIdentifier& identifier);
    /// Drops identifiers that the record forgot, and adds the new one.
    void storeIdentifiers(std::int64_t row, const crypto::EapiRecord& record,
                          const crypto::EapiIdentifier& added);

    Database& m_database;
};

} // namespace sotto::relay
