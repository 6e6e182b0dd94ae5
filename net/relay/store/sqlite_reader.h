#pragma once

#include "net/relay/store/blob_files.h"
#include "net/relay/store/sqlite_database.h"

#include <mutex>

namespace sotto::relay {

/// Reads beside the writer, by a connection of its own; of a store in memory by the writer's, which
/// it then waits for.
class SqliteReader final : public StoreReader
{
public:
    SqliteReader(std::shared_ptr<Database> database, BlobFiles& files, std::recursive_mutex* shared)
        : m_database(std::move(database))
        , m_files(files)
        , m_shared(shared)
    {}

    std::vector<SharedBytes> envelopes(std::span<const PendingEnvelope> wanted) override;
    std::optional<ObjectContent> object(const ObjectName& name, std::uint32_t listFrom) override;
    std::optional<std::pair<Bytes, Bytes>> version(const ObjectName& name,
                                                   std::uint64_t number) override;
    std::vector<StoredEvent> events(const ObjectName& name, std::uint64_t after,
                                    std::size_t countMax) override;
    std::vector<Record> records(const ObjectId& vault, std::uint16_t writer, std::uint64_t from,
                                std::size_t bytesMax) override;
    std::vector<Writer> writers(const ObjectId& vault) override;
    std::optional<Bytes> invite(const ObjectId& invite, Timestamp now) override;
    std::optional<Bytes> blob(const ObjectId& blob, std::uint64_t offset,
                              std::uint32_t length) override;

private:
    class Snapshot;

    std::shared_ptr<Database> m_database;
    BlobFiles& m_files;
    std::recursive_mutex* m_shared; ///< null for a connection of its own
};

} // namespace sotto::relay
