#pragma once

#include "net/relay/store/mailbox_index.h"
#include "net/relay/store/sqlite_database.h"
#include "net/relay/store/store_options.h"
#include "net/relay/store/transaction.h"

#include <chrono>

namespace sotto::relay {

using Deadline = std::chrono::steady_clock::time_point;

/// Gives the space of envelopes back, in bulk: deleting row by row costs as much as inserting.
///
/// An envelope's bytes go once its mailbox's cursor, already on the disk, has passed it. Its row in
/// `arrival` stays as the memory of its id, and goes when it is too old or there are too many.
/// Rows of `arrival` are in the order of arrival, so one mark parts those that are remembered from
/// those before, of which only what still waits is left.
class Reclaim
{
public:
    Reclaim(Database& database, MailboxIndex& index, const StoreOptions& options)
        : m_database(database)
        , m_index(index)
        , m_options(options)
    {}

    /// What a start found: so many rows in `arrival`.
    void begin(std::uint64_t arrivals) { m_remembered = arrivals; }
    void arrived() { ++m_remembered; }
    void notArrived() { --m_remembered; }
    /// Nobody waits for that envelope any more.
    void free(std::int64_t row) { m_freed.push_back(row); }

    [[nodiscard]] std::size_t freed() const { return m_freed.size(); }
    [[nodiscard]] bool hasTooMany() const { return m_remembered > m_options.rememberedIdsMax; }

    /// Within a transaction that has written all cursors or comes after it. True if there is more.
    bool dropEnvelopes(Transaction& transaction, Deadline deadline);
    bool forgetIds(Transaction& transaction, Timestamp now, Deadline deadline);

private:
    void dropRange(Transaction& transaction, std::int64_t first, std::int64_t last);
    void forget(Transaction& transaction, std::vector<RememberedId> ids);
    void dropArrivals(std::int64_t first, std::int64_t last);
    [[nodiscard]] bool isPending(std::int64_t mailbox, std::uint64_t number);

    Database& m_database;
    MailboxIndex& m_index;
    const StoreOptions& m_options;
    std::vector<std::int64_t> m_freed;
    std::int64_t m_mark = 0;        ///< rows of `arrival` from here on are remembered
    std::uint64_t m_remembered = 0; ///< how many they are
};

} // namespace sotto::relay
