#include "net/relay/store/sqlite_objects.h"

#include "net/wire/limits.h"

namespace sotto::relay {

namespace {

/// Rows that one dropOld() takes of each kind: a version has up to a megabyte.
constexpr int kVersionsDropped = 16;
constexpr int kEventsDropped = 256;
/// Of an object that goes: a record has up to 131 KB, most have one or two.
constexpr int kRecordsRemoved = 512;

} // namespace

std::optional<std::int64_t> findObject(Database& database, const ObjectName& name)
{
    Query query = database.query("SELECT row FROM object WHERE kind = ? AND id = ?");
    return query.bind(name.kind, name.id).step() ? std::optional(query.integer(0)) : std::nullopt;
}

SqliteObjects::SqliteObjects(Database& database, Transaction& transaction,
                             const StoreOptions& options, SqliteEapi& eapi)
    : m_database(database)
    , m_transaction(transaction)
    , m_options(options)
    , m_eapi(eapi)
    , m_records(database)
    , m_count(static_cast<std::uint64_t>(m_database.value("SELECT COUNT(*) FROM object")))
{}

bool SqliteObjects::isFull() const
{
    return m_options.objectsMax != 0 && m_count >= m_options.objectsMax;
}

std::optional<crypto::VersionedObject> SqliteObjects::readState(std::int64_t row)
{
    Query query = m_database.query("SELECT state FROM object_state WHERE object = ?");
    if (!query.bind(row).step()) {
        return std::nullopt;
    }
    auto state = crypto::VersionedObject::parse(query.view(0));
    if (!state) {
        throw StoreFailure(StoreFailure::Kind::Broken, "relay.db: an object's state is damaged");
    }
    return std::move(state).value();
}

std::optional<crypto::VersionedObject> SqliteObjects::state(const ObjectName& name)
{
    const auto row = findObject(m_database, name);
    return row ? readState(*row) : std::nullopt;
}

crypto::Result<void, crypto::UpdateError> SqliteObjects::update(const ObjectName& name,
                                                                const crypto::ObjectUpdate& update,
                                                                const TwoTimes& now)
{
    const auto known = findObject(m_database, name);
    std::optional<crypto::VersionedObject> object = known ? readState(*known) : std::nullopt;
    if (object) {
        const std::uint32_t firstChange = object->list().number() + 1;
        SOTTO_CHECK(object->update(update, now.wall));
        store(*known, firstChange, update, *object, now.expiry);
        return {};
    }
    SOTTO_TRY(created, crypto::VersionedObject::create(update, now.wall));
    if (created.list().kind() != name.kind || created.list().object() != name.id) {
        return crypto::Unexpected(crypto::UpdateError(crypto::ListError::OtherObject));
    }
    store(create(name), 0, update, created, now.expiry);
    return {};
}

std::int64_t SqliteObjects::create(const ObjectName& name)
{
    m_database.run("INSERT INTO object (kind, id) VALUES (?, ?)", name.kind, name.id);
    const std::int64_t row = m_database.lastRow();
    ++m_count;
    m_transaction.onRollback([this] { --m_count; });
    return row;
}

void SqliteObjects::store(std::int64_t row, std::uint32_t firstChange,
                          const crypto::ObjectUpdate& update, const crypto::VersionedObject& after,
                          Timestamp now)
{
    std::uint32_t number = firstChange;
    for (const ByteView change : update.listChanges) {
        m_database.run("INSERT INTO list_change VALUES (?, ?, ?)", row, number++, change);
    }
    if (!update.signedHeader.empty()) {
        m_database.run("UPDATE version SET superseded = ?2 WHERE object = ?1 "
                       "AND superseded IS NULL",
                       row, now);
        m_database.run("INSERT INTO version (object, number, header, body) VALUES (?, ?, ?, ?)",
                       row, after.newest().number, update.signedHeader, update.body);
    }
    m_database.run("INSERT OR REPLACE INTO object_state VALUES (?, ?)", row, after.serialize());
}

bool SqliteObjects::remove(const ObjectName& name)
{
    const auto row = findObject(m_database, name);
    if (!row) {
        return false;
    }
    struct Part
    {
        const char* sql;
        int rows;
    };
    for (const Part part :
         {Part{"DELETE FROM record WHERE (vault, writer, sequence) IN (SELECT vault, writer, "
               "sequence FROM record WHERE vault = ? LIMIT ?)",
               kRecordsRemoved},
          Part{"DELETE FROM version WHERE row IN (SELECT row FROM version WHERE object = ? "
               "LIMIT ?)",
               kVersionsDropped},
          Part{"DELETE FROM event WHERE (object, number) IN (SELECT object, number FROM event "
               "WHERE object = ? LIMIT ?)",
               kEventsDropped}}) {
        m_database.run(part.sql, *row, part.rows);
        if (m_database.changes() == part.rows) {
            return true;
        }
    }
    for (const char* const rest :
         {"DELETE FROM vault_writer WHERE vault = ?", "DELETE FROM list_change WHERE object = ?",
          "DELETE FROM object_state WHERE object = ?", "DELETE FROM object WHERE row = ?"}) {
        m_database.run(rest, *row);
    }
    m_eapi.remove(name);
    --m_count;
    m_transaction.onRollback([this] { ++m_count; });
    return false;
}

std::uint64_t SqliteObjects::addEvent(const ObjectName& name, std::uint32_t type,
                                      std::uint64_t detail, Timestamp now)
{
    m_database.run("UPDATE object SET newest_event = newest_event + 1 WHERE kind = ? AND id = ?",
                   name.kind, name.id);
    const std::uint64_t number = newestEvent(name);
    const auto row = findObject(m_database, name);
    if (row) {
        m_database.run("INSERT INTO event VALUES (?, ?, ?, ?, ?)", *row, number, now, type,
                       static_cast<std::int64_t>(detail));
    }
    return number;
}

std::uint64_t SqliteObjects::newestEvent(const ObjectName& name)
{
    return static_cast<std::uint64_t>(m_database.value(
        "SELECT newest_event FROM object WHERE kind = ? AND id = ?", name.kind, name.id));
}

AppendOutcome SqliteObjects::append(const ObjectId& vault, std::uint16_t writer,
                                    std::span<const NewRecord> records, Timestamp /*now*/)
{
    const auto row = findObject(m_database, {ObjectKind::Vault, vault});
    return row ? m_records.append(*row, writer, records) : AppendOutcome{};
}

bool SqliteObjects::strip(const ObjectId& vault, std::uint16_t writer, std::uint64_t sequence)
{
    const auto row = findObject(m_database, {ObjectKind::Vault, vault});
    return row && m_records.strip(*row, writer, sequence);
}

bool SqliteObjects::dropOld(Timestamp now)
{
    std::int64_t dropped = 0;
    if (now.seconds > wire::kSupersededVersionsKept.seconds) {
        m_database.run("DELETE FROM version WHERE row IN (SELECT row FROM version "
                       "WHERE superseded < ? LIMIT ?)",
                       now.seconds - wire::kSupersededVersionsKept.seconds, kVersionsDropped);
        dropped = m_database.changes();
    }
    bool hasMore = dropped == kVersionsDropped;
    if (now.seconds > wire::kObjectEventsKept.seconds) {
        m_database.run("DELETE FROM event WHERE (object, number) IN (SELECT object, number "
                       "FROM event WHERE time < ? LIMIT ?)",
                       now.seconds - wire::kObjectEventsKept.seconds, kEventsDropped);
        hasMore = hasMore || m_database.changes() == kEventsDropped;
    }
    return hasMore;
}

} // namespace sotto::relay
