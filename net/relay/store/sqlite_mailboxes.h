#pragma once

#include "net/relay/store/mailbox_cache.h"
#include "net/relay/store/reclaim.h"
#include "net/relay/store/sqlite_eapi.h"
#include "net/relay/store/sqlite_prekeys.h"

namespace sotto::relay {

/// Mailboxes and their envelopes. Posting appends to two tables; who waits for what is in memory
/// (mailbox_index.h). An id is remembered while its envelope waits and, beyond that, as
/// StoreOptions::rememberedFor says.
class SqliteMailboxes final : public MailboxStore
{
public:
    struct Parts
    {
        Database& database;
        Transaction& transaction;
        MailboxIndex& index;
        Reclaim& reclaim;
        SqliteEapi& eapi;
        const StoreOptions& options;
    };
    explicit SqliteMailboxes(const Parts& parts);

    bool create(const MailboxId& mailbox, const SigningPublicKey& owner, Timestamp now) override;
    [[nodiscard]] bool isFull() const override;
    void setLimits(const MailboxLimits& limits) override { m_limits = limits; }
    bool remove(const MailboxId& mailbox) override;
    std::optional<SigningPublicKey> owner(const MailboxId& mailbox) override;

    bool setTokens(const MailboxId& mailbox, const crypto::AcceptedTokens& tokens) override;
    std::vector<TokenCount> tokenCounts(const MailboxId& mailbox) override;
    bool acceptsToken(const MailboxId& mailbox, const crypto::DeliveryTokenHash& token) override;

    std::optional<std::vector<PostOutcome>> post(const MailboxId& mailbox,
                                                 const crypto::DeliveryTokenHash& token,
                                                 std::span<const NewEnvelope> envelopes,
                                                 Timestamp now) override;
    std::optional<Subscription> subscribe(const MailboxId& mailbox,
                                          std::uint64_t acknowledged) override;
    bool acknowledge(const MailboxId& mailbox, std::uint64_t epoch, std::uint64_t number) override;
    std::vector<PendingEnvelope> pending(const MailboxId& mailbox, std::uint64_t after,
                                         std::size_t countMax, std::size_t bytesMax) override;

    PutBundleResult putBundle(const MailboxId& mailbox, std::uint64_t counter, ByteView sealed,
                              std::span<const std::uint32_t> oneTimeIds) override;
    std::optional<PrekeyLevel> prekeyLevel(const MailboxId& mailbox) override;
    std::optional<StoredBundle> fetchBundle(const MailboxId& mailbox,
                                            const crypto::DeliveryTokenHash& token,
                                            bool popOneTime) override;

    [[nodiscard]] std::uint64_t count() const { return m_count; }
    [[nodiscard]] bool hasUnwritten() const;
    /// Cursors and token counts, within a transaction.
    void write();
    /// Looks at some mailboxes for envelopes that are too old, within a transaction. True if a
    /// round over all of them is not at its end.
    bool expire(Timestamp now, Deadline deadline);
    /// Between transactions.
    void trim() { m_cache.trim(); }

private:
    [[nodiscard]] MailboxQueue& queueOf(std::int64_t mailbox);
    [[nodiscard]] bool hasRoom(const MailboxQueue& queue, std::size_t bytes) const;
    void append(std::int64_t mailbox, MailboxQueue& queue, const NewEnvelope& envelope,
                const RememberedId& id, Timestamp now);
    void takeBack(std::int64_t mailbox, const RememberedId& id);
    /// Takes away the oldest ones, read or expired.
    void dropFirst(std::int64_t mailbox, MailboxQueue& queue, std::size_t count);
    void acknowledgeTo(std::int64_t mailbox, MailboxQueue& queue, std::uint64_t number);
    void dropQueue(std::int64_t mailbox);
    void replaceCached(const MailboxPointer& old, const MailboxPointer& replacement);

    Database& m_database;
    Transaction& m_transaction;
    MailboxIndex& m_index;
    Reclaim& m_reclaim;
    SqliteEapi& m_eapi;
    const StoreOptions& m_options;
    MailboxLimits m_limits;
    MailboxCache m_cache;
    SqlitePrekeys m_prekeys;
    std::uint64_t m_count = 0;
    std::size_t m_expiryBucket = 0;
};

} // namespace sotto::relay
