#pragma once

#include "net/relay/store/sqlite_database.h"

#include <list>
#include <memory>
#include <unordered_map>

namespace sotto::relay {

struct TokenUse
{
    crypto::DeliveryTokenHash hash;
    std::uint64_t envelopes = 0;
    bool isUnwritten = false;
};

/// What posting to a mailbox asks of it.
struct Mailbox
{
    std::int64_t row = 0;
    MailboxId id;
    SigningPublicKey owner;
    std::vector<TokenUse> tokens; ///< by ascending hash
    bool isUnwritten = false;     ///< counts differ from the table's
    bool isReplaced = false;      ///< the cache has another one for this mailbox, or it is gone

    /// Null if it is not accepted.
    [[nodiscard]] TokenUse* find(const crypto::DeliveryTokenHash& hash);
};
using MailboxPointer = std::shared_ptr<Mailbox>;

/// Mailboxes that were used lately; others are read when they are asked for. Counts of tokens rise
/// here and are written a little later.
class MailboxCache
{
public:
    MailboxCache(Database& database, std::size_t bytesMax)
        : m_database(database)
        , m_bytesMax(bytesMax)
    {}

    /// Null if there is no such mailbox.
    [[nodiscard]] MailboxPointer find(const MailboxId& id);
    void put(const MailboxPointer& mailbox); ///< replaces one of the same id
    void erase(const MailboxId& id);

    void markUnwritten(const MailboxPointer& mailbox, TokenUse& token);
    [[nodiscard]] bool hasUnwritten() const { return !m_unwritten.empty(); }
    void write();   ///< within a transaction
    void written(); ///< after its commit
    /// Between transactions: gives back what is beyond the limit.
    void trim();

private:
    struct Place
    {
        MailboxPointer mailbox;
        std::list<MailboxId>::iterator use;
    };

    [[nodiscard]] MailboxPointer read(const MailboxId& id);
    void eraseAt(std::unordered_map<MailboxId, Place, crypto::FixedBytesHash>::iterator at);

    Database& m_database;
    std::size_t m_bytesMax;
    std::size_t m_bytes = 0;
    std::unordered_map<MailboxId, Place, crypto::FixedBytesHash> m_mailboxes;
    std::list<MailboxId> m_uses; ///< the latest first
    std::vector<MailboxPointer> m_unwritten;
};

} // namespace sotto::relay
