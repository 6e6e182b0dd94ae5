#include "net/relay/store/sqlite_eapi.h"

namespace sotto::relay {

namespace {

crypto::EapiRecord parseRecord(ByteView stored)
{
    auto record = crypto::EapiRecord::parse(stored);
    if (!record) {
        throw StoreFailure(StoreFailure::Kind::Broken, "relay.db: an EAPI record is damaged");
    }
    return std::move(record).value();
}

} // namespace

std::optional<SqliteEapi::Stored> SqliteEapi::read(const crypto::EapiIdentifier& identifier)
{
    Query query = m_database.query("SELECT eapi.row, record FROM eapi_key JOIN eapi "
                                   "ON eapi.row = eapi_key.eapi WHERE identifier = ?");
    if (!query.bind(identifier).step()) {
        return std::nullopt;
    }
    return Stored{query.integer(0), parseRecord(query.view(1))};
}

std::optional<crypto::Eapi> SqliteEapi::find(const crypto::EapiIdentifier& identifier)
{
    const std::optional<Stored> stored = read(identifier);
    const crypto::Eapi* eapi = stored ? stored->record.find(identifier) : nullptr;
    return eapi != nullptr ? std::optional(eapi->duplicate()) : std::nullopt;
}

bool SqliteEapi::advance(const crypto::EapiIdentifier& used, crypto::Eapi next)
{
    std::optional<Stored> stored = read(used);
    const crypto::EapiIdentifier added = crypto::identifierOf(next);
    if (!stored || !stored->record.advance(used, std::move(next))) {
        return false;
    }
    const crypto::SecretBytes record = stored->record.serialize();
    m_database.run("UPDATE eapi SET record = ?2 WHERE row = ?1", stored->row, record.view());
    storeIdentifiers(stored->row, stored->record, added);
    return true;
}

void SqliteEapi::begin(const EapiOwner& owner, crypto::Eapi next)
{
    const crypto::EapiIdentifier added = crypto::identifierOf(next);
    crypto::EapiRecord record;
    record.begin(std::move(next));
    const crypto::SecretBytes serialized = record.serialize();
    m_database.run("INSERT INTO eapi (kind, id, key_index, record) VALUES (?, ?, ?, ?) "
                   "ON CONFLICT (kind, id, key_index) DO UPDATE SET record = excluded.record",
                   owner.object.kind, owner.object.id, owner.keyIndex, serialized.view());
    const std::int64_t row =
        m_database.value("SELECT row FROM eapi WHERE kind = ? AND id = ? AND key_index = ?",
                         owner.object.kind, owner.object.id, owner.keyIndex);
    storeIdentifiers(row, record, added);
}

void SqliteEapi::storeIdentifiers(std::int64_t row, const crypto::EapiRecord& record,
                                  const crypto::EapiIdentifier& added)
{
    std::vector<crypto::EapiIdentifier> forgotten;
    {
        Query query = m_database.query("SELECT identifier FROM eapi_key WHERE eapi = ?");
        query.bind(row);
        while (query.step()) {
            const auto identifier = query.fixed<crypto::EapiIdentifier>(0);
            if (record.find(identifier) == nullptr) {
                forgotten.push_back(identifier);
            }
        }
    }
    for (const crypto::EapiIdentifier& identifier : forgotten) {
        m_database.run("DELETE FROM eapi_key WHERE identifier = ?", identifier);
    }
    m_database.run("INSERT OR REPLACE INTO eapi_key VALUES (?, ?)", added, row);
}

void SqliteEapi::remove(const ObjectName& object)
{
    m_database.run("DELETE FROM eapi_key WHERE eapi IN "
                   "(SELECT row FROM eapi WHERE kind = ? AND id = ?)",
                   object.kind, object.id);
    m_database.run("DELETE FROM eapi WHERE kind = ? AND id = ?", object.kind, object.id);
}

} // namespace sotto::relay
