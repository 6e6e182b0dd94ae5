#include "net/relay/store/sqlite_reader.h"

#include "net/relay/store/sqlite_objects.h"

namespace sotto::relay {

/// One view of the database for several statements.
class SqliteReader::Snapshot
{
public:
    explicit Snapshot(SqliteReader& reader)
        : m_database(*reader.m_database)
        , m_ownsTransaction(reader.m_shared == nullptr)
    {
        if (reader.m_shared != nullptr) {
            m_lock = std::unique_lock(*reader.m_shared);
        } else {
            m_database.run("BEGIN");
        }
    }
    Snapshot(const Snapshot&) = delete;
    Snapshot& operator=(const Snapshot&) = delete;
    ~Snapshot()
    {
        if (m_ownsTransaction) {
            try {
                m_database.run("COMMIT");
            } catch (const StoreFailure&) {
                // It read only. What failed before has been said already.
            }
        }
    }

private:
    Database& m_database;
    bool m_ownsTransaction;
    std::unique_lock<std::recursive_mutex> m_lock;
};

std::vector<SharedBytes> SqliteReader::envelopes(std::span<const PendingEnvelope> wanted)
{
    const Snapshot snapshot(*this);
    std::vector<SharedBytes> out;
    out.reserve(wanted.size());
    for (const PendingEnvelope& envelope : wanted) {
        Query query = m_database->query("SELECT bytes FROM envelope WHERE row = ?");
        if (query.bind(envelope.row).step()) {
            const ByteView bytes = query.view(0);
            out.push_back(std::make_shared<const std::string>(bytes.begin(), bytes.end()));
        } else {
            out.push_back(nullptr);
        }
    }
    return out;
}

std::optional<ObjectContent> SqliteReader::object(const ObjectName& name, std::uint32_t listFrom)
{
    const Snapshot snapshot(*this);
    const auto row = findObject(*m_database, name);
    if (!row) {
        return std::nullopt;
    }
    ObjectContent out;
    out.listSize = static_cast<std::uint32_t>(m_database->value(
        "SELECT IFNULL(MAX(number) + 1, 0) FROM list_change WHERE object = ?", *row));
    {
        Query query = m_database->query(
            "SELECT bytes FROM list_change WHERE object = ? AND number >= ? ORDER BY number");
        query.bind(*row, listFrom);
        while (query.step()) {
            out.listChanges.push_back(query.bytes(0));
        }
    }
    Query query = m_database->query(
        "SELECT number, header, body FROM version WHERE object = ? ORDER BY number DESC LIMIT 1");
    if (query.bind(*row).step()) {
        out.newest = query.number(0);
        out.signedHeader = query.bytes(1);
        out.body = query.bytes(2);
    }
    return out;
}

std::optional<std::pair<Bytes, Bytes>> SqliteReader::version(const ObjectName& name,
                                                             std::uint64_t number)
{
    const Snapshot snapshot(*this);
    Query query = m_database->query(
        "SELECT header, body FROM version JOIN object ON object.row = version.object "
        "WHERE kind = ? AND id = ? AND number = ?");
    if (!query.bind(name.kind, name.id, number).step()) {
        return std::nullopt;
    }
    return std::pair(query.bytes(0), query.bytes(1));
}

std::vector<StoredEvent> SqliteReader::events(const ObjectName& name, std::uint64_t after,
                                              std::size_t countMax)
{
    const Snapshot snapshot(*this);
    std::vector<StoredEvent> out;
    Query query = m_database->query(
        "SELECT number, time, type, detail FROM event JOIN object ON object.row = event.object "
        "WHERE kind = ? AND id = ? AND number > ? ORDER BY number LIMIT ?");
    query.bind(name.kind, name.id, after, std::uint64_t{countMax});
    while (query.step()) {
        out.push_back({query.number(0), query.time(1), query.number32(2), query.number(3)});
    }
    return out;
}

std::vector<StoreReader::Record> SqliteReader::records(const ObjectId& vault, std::uint16_t writer,
                                                       std::uint64_t from, std::size_t bytesMax)
{
    const Snapshot snapshot(*this);
    std::vector<Record> out;
    const auto row = findObject(*m_database, {ObjectKind::Vault, vault});
    if (!row) {
        return out;
    }
    std::size_t bytes = 0;
    Query query = m_database->query("SELECT sequence, head, body FROM record WHERE vault = ? AND "
                                    "writer = ? AND sequence >= ? ORDER BY sequence");
    query.bind(*row, writer, from);
    while (query.step()) {
        bytes += query.view(1).size() + query.view(2).size();
        if (bytes > bytesMax && !out.empty()) {
            break;
        }
        out.push_back({query.number(0), query.bytes(1), query.bytes(2)});
    }
    return out;
}

std::vector<StoreReader::Writer> SqliteReader::writers(const ObjectId& vault)
{
    const Snapshot snapshot(*this);
    std::vector<Writer> out;
    Query query = m_database->query(
        "SELECT writer, newest FROM vault_writer JOIN object ON object.row = vault_writer.vault "
        "WHERE kind = ? AND id = ? ORDER BY writer");
    query.bind(ObjectKind::Vault, vault);
    while (query.step()) {
        out.push_back({static_cast<std::uint16_t>(query.integer(0)), query.number(1)});
    }
    return out;
}

std::optional<Bytes> SqliteReader::invite(const ObjectId& invite, Timestamp now)
{
    const Snapshot snapshot(*this);
    Query query = m_database->query("SELECT content FROM invite WHERE id = ? AND expires > ?");
    return query.bind(invite, now).step() ? std::optional(query.bytes(0)) : std::nullopt;
}

std::optional<Bytes> SqliteReader::blob(const ObjectId& blob, std::uint64_t offset,
                                        std::uint32_t length)
{
    std::int64_t row = 0;
    {
        const Snapshot snapshot(*this);
        Query query = m_database->query("SELECT row, size, received FROM blob WHERE id = ?");
        if (!query.bind(blob).step() || query.number(1) != query.number(2) ||
            offset > query.number(1) || length > query.number(1) - offset) {
            return std::nullopt;
        }
        row = query.integer(0);
    }
    return length == 0 ? std::optional(Bytes()) : m_files.read(row, offset, length);
}

} // namespace sotto::relay
