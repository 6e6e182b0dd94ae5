#include "net/relay/store/sqlite_mailboxes.h"

#include <algorithm>

namespace sotto::relay {

namespace {

/// Buckets of the index between two looks at the clock.
constexpr std::size_t kExpiryBuckets = 256;

} // namespace

SqliteMailboxes::SqliteMailboxes(const Parts& parts)
    : m_database(parts.database)
    , m_transaction(parts.transaction)
    , m_index(parts.index)
    , m_reclaim(parts.reclaim)
    , m_eapi(parts.eapi)
    , m_options(parts.options)
    , m_limits(parts.options.mailbox)
    , m_cache(parts.database, parts.options.mailboxCacheBytes)
    , m_prekeys(parts.database)
    , m_count(static_cast<std::uint64_t>(m_database.value("SELECT COUNT(*) FROM mailbox")))
{}

// ---- the mailbox itself ------------------------------------------------------------------------

bool SqliteMailboxes::create(const MailboxId& mailbox, const SigningPublicKey& owner, Timestamp now)
{
    if (const MailboxPointer known = m_cache.find(mailbox)) {
        return known->owner == owner;
    }
    if (m_database.query("SELECT 1 FROM removed_mailbox WHERE id = ?").bind(mailbox).step()) {
        return false;
    }
    m_database.run("INSERT INTO mailbox (id, owner, created) VALUES (?, ?, ?)", mailbox, owner,
                   now);
    auto created = std::make_shared<Mailbox>();
    created->row = m_database.lastRow();
    created->id = mailbox;
    created->owner = owner;
    m_cache.put(created);
    ++m_count;
    m_transaction.onRollback([this, created] {
        created->isReplaced = true;
        m_cache.erase(created->id);
        m_index.erase(created->row);
        --m_count;
    });
    return true;
}

bool SqliteMailboxes::isFull() const
{
    return m_options.mailboxesMax != 0 && m_count >= m_options.mailboxesMax;
}

bool SqliteMailboxes::remove(const MailboxId& mailbox)
{
    const MailboxPointer known = m_cache.find(mailbox);
    if (!known) {
        return false;
    }
    m_database.run("DELETE FROM mailbox WHERE row = ?", known->row);
    m_database.run("INSERT OR IGNORE INTO removed_mailbox VALUES (?)", mailbox);
    m_database.run("DELETE FROM accepted_tokens WHERE mailbox = ?", known->row);
    m_database.run("DELETE FROM token_count WHERE mailbox = ?", known->row);
    m_database.run("DELETE FROM cursor WHERE mailbox = ?", known->row);
    m_prekeys.remove(known->row);
    m_eapi.remove({ObjectKind::Mailbox, ObjectId(mailbox.view())});
    replaceCached(known, nullptr);
    dropQueue(known->row);
    --m_count;
    m_transaction.onRollback([this] { ++m_count; });
    return true;
}

void SqliteMailboxes::replaceCached(const MailboxPointer& old, const MailboxPointer& replacement)
{
    old->isReplaced = true;
    if (replacement) {
        m_cache.put(replacement);
    } else {
        m_cache.erase(old->id);
    }
    m_transaction.onRollback([this, old, replacement] {
        old->isReplaced = false;
        if (replacement) {
            replacement->isReplaced = true;
        }
        m_cache.put(old);
    });
}

void SqliteMailboxes::dropQueue(std::int64_t mailbox)
{
    MailboxQueue* found = m_index.find(mailbox);
    if (found == nullptr) {
        return;
    }
    auto queue = std::make_shared<MailboxQueue>(std::move(*found));
    m_index.erase(mailbox);
    m_index.pendingEnvelopes -= queue->size();
    m_index.pendingBytes -= queue->bytes();
    m_transaction.onRollback([this, mailbox, queue] {
        m_index.pendingEnvelopes += queue->size();
        m_index.pendingBytes += queue->bytes();
        m_index.insert(mailbox, *queue);
    });
    m_transaction.onCommit([this, queue] {
        for (std::size_t i = 0; i < queue->size(); ++i) {
            m_reclaim.free(queue->at(i).row);
        }
    });
}

std::optional<SigningPublicKey> SqliteMailboxes::owner(const MailboxId& mailbox)
{
    const MailboxPointer known = m_cache.find(mailbox);
    return known ? std::optional(known->owner) : std::nullopt;
}

// ---- tokens ------------------------------------------------------------------------------------

bool SqliteMailboxes::setTokens(const MailboxId& mailbox, const crypto::AcceptedTokens& tokens)
{
    const MailboxPointer known = m_cache.find(mailbox);
    if (!known) {
        return false;
    }
    const auto changed = std::make_shared<Mailbox>();
    changed->row = known->row;
    changed->id = known->id;
    changed->owner = known->owner;
    m_database.run("INSERT OR REPLACE INTO accepted_tokens VALUES (?, ?)", known->row,
                   tokens.serialize());
    m_database.run("DELETE FROM token_count WHERE mailbox = ?", known->row);
    for (const crypto::DeliveryTokenHash& hash : tokens.hashes()) {
        const TokenUse* before = known->find(hash);
        changed->tokens.push_back({hash, before != nullptr ? before->envelopes : 0, false});
        if (before != nullptr && before->envelopes > 0) {
            m_database.run("INSERT INTO token_count VALUES (?, ?, ?)", known->row, hash,
                           before->envelopes);
        }
    }
    replaceCached(known, changed);
    return true;
}

std::vector<TokenCount> SqliteMailboxes::tokenCounts(const MailboxId& mailbox)
{
    std::vector<TokenCount> out;
    if (const MailboxPointer known = m_cache.find(mailbox)) {
        for (const TokenUse& use : known->tokens) {
            if (use.envelopes > 0) {
                out.push_back({use.hash, use.envelopes});
            }
        }
    }
    return out;
}

bool SqliteMailboxes::acceptsToken(const MailboxId& mailbox, const crypto::DeliveryTokenHash& token)
{
    const MailboxPointer known = m_cache.find(mailbox);
    return known && known->find(token) != nullptr;
}

// ---- envelopes ---------------------------------------------------------------------------------

MailboxQueue& SqliteMailboxes::queueOf(std::int64_t mailbox)
{
    if (MailboxQueue* known = m_index.find(mailbox)) {
        return *known;
    }
    // Nothing waits in it, else it would be in memory.
    std::uint64_t newest = 0;
    std::uint64_t expired = 0;
    {
        Query query = m_database.query("SELECT newest, expired FROM cursor WHERE mailbox = ?");
        if (query.bind(mailbox).step()) {
            newest = query.number(0);
            expired = query.number(1);
        }
    }
    return m_index.insert(mailbox, MailboxQueue(newest, expired));
}

bool SqliteMailboxes::hasRoom(const MailboxQueue& queue, std::size_t bytes) const
{
    return m_index.pendingEnvelopes < m_options.pendingEnvelopesMax &&
           queue.size() < m_limits.envelopesMax && bytes <= m_limits.bytesMax &&
           queue.bytes() <= m_limits.bytesMax - bytes;
}

std::optional<std::vector<PostOutcome>>
SqliteMailboxes::post(const MailboxId& mailbox, const crypto::DeliveryTokenHash& token,
                      std::span<const NewEnvelope> envelopes, Timestamp now)
{
    const MailboxPointer known = m_cache.find(mailbox);
    TokenUse* const use = known ? known->find(token) : nullptr;
    if (use == nullptr) {
        return std::nullopt;
    }
    MailboxQueue& queue = queueOf(known->row);
    std::vector<PostOutcome> out;
    out.reserve(envelopes.size());
    std::uint64_t stored = 0;
    for (const NewEnvelope& envelope : envelopes) {
        const RememberedId id = RememberedId::of(known->row, shortened(envelope.id));
        if (m_index.ids.contains(id)) {
            out.push_back({PostResult::Known, 0});
        } else if (!hasRoom(queue, envelope.bytes->size())) {
            out.push_back({PostResult::QueueFull, 0});
        } else {
            append(known->row, queue, envelope, id, now);
            out.push_back({PostResult::Stored, queue.newest()});
            ++stored;
        }
    }
    if (stored > 0) {
        use->envelopes += stored;
        m_cache.markUnwritten(known, *use);
        m_transaction.onRollback([known, use, stored] { use->envelopes -= stored; });
    }
    return out;
}

void SqliteMailboxes::append(std::int64_t mailbox, MailboxQueue& queue, const NewEnvelope& envelope,
                             const RememberedId& id, Timestamp now)
{
    const std::int64_t row = m_index.nextRow++;
    const std::uint64_t number = queue.newest() + 1;
    const QueuedEnvelope entry{
        row, static_cast<std::uint32_t>(envelope.bytes->size()),
        static_cast<std::uint32_t>(std::min(now.seconds, std::uint64_t{UINT32_MAX}))};
    m_database.run("INSERT INTO envelope VALUES (?, ?, ?, ?)", row, mailbox, number,
                   crypto::asBytes(*envelope.bytes));
    m_database.run("INSERT INTO arrival VALUES (?, ?, ?, ?, ?, ?)", row, mailbox, number,
                   shortened(envelope.id), entry.bytes, entry.posted);
    m_index.ids.insert(id);
    queue.append(entry);
    ++m_index.pendingEnvelopes;
    m_index.pendingBytes += entry.bytes;
    m_reclaim.arrived();
    m_transaction.onRollback([this, mailbox, id] { takeBack(mailbox, id); });
}

void SqliteMailboxes::takeBack(std::int64_t mailbox, const RememberedId& id)
{
    MailboxQueue& queue = *m_index.find(mailbox);
    --m_index.pendingEnvelopes;
    m_index.pendingBytes -= queue.at(queue.size() - 1).bytes;
    queue.removeLast();
    m_index.ids.erase(id);
    m_reclaim.notArrived();
}

std::optional<MailboxStore::Subscription> SqliteMailboxes::subscribe(const MailboxId& mailbox,
                                                                     std::uint64_t acknowledged)
{
    const MailboxPointer known = m_cache.find(mailbox);
    if (!known) {
        return std::nullopt;
    }
    MailboxQueue& queue = queueOf(known->row);
    m_transaction.onRollback(
        [this, row = known->row, epoch = queue.epoch] { m_index.find(row)->epoch = epoch; });
    queue.epoch = ++m_index.newestEpoch;
    if (acknowledged <= queue.newest()) {
        acknowledgeTo(known->row, queue, acknowledged);
    }
    return Subscription{queue.epoch, {queue.acknowledged(), queue.newest(), queue.expired()}};
}

bool SqliteMailboxes::acknowledge(const MailboxId& mailbox, std::uint64_t epoch,
                                  std::uint64_t number)
{
    const MailboxPointer known = m_cache.find(mailbox);
    MailboxQueue* const queue = known ? m_index.find(known->row) : nullptr;
    if (queue == nullptr || queue->epoch != epoch || epoch == 0) {
        return false;
    }
    acknowledgeTo(known->row, *queue, number);
    return true;
}

void SqliteMailboxes::acknowledgeTo(std::int64_t mailbox, MailboxQueue& queue, std::uint64_t number)
{
    const std::uint64_t target = std::min(number, queue.newest());
    if (target > queue.acknowledged()) {
        dropFirst(mailbox, queue, static_cast<std::size_t>(target - queue.acknowledged()));
    }
}

void SqliteMailboxes::dropFirst(std::int64_t mailbox, MailboxQueue& queue, std::size_t count)
{
    const std::uint64_t bytesBefore = queue.bytes();
    const auto dropped =
        std::make_shared<const std::vector<QueuedEnvelope>>(queue.removeFirst(count));
    const std::uint64_t bytes = bytesBefore - queue.bytes();
    m_index.pendingEnvelopes -= count;
    m_index.pendingBytes -= bytes;
    m_index.markUnwritten(mailbox, queue);
    m_transaction.onRollback([this, mailbox, dropped, bytes] {
        m_index.find(mailbox)->putBack(*dropped);
        m_index.pendingEnvelopes += dropped->size();
        m_index.pendingBytes += bytes;
    });
    m_transaction.onCommit([this, dropped] {
        for (const QueuedEnvelope& entry : *dropped) {
            m_reclaim.free(entry.row);
        }
    });
}

std::vector<PendingEnvelope> SqliteMailboxes::pending(const MailboxId& mailbox, std::uint64_t after,
                                                      std::size_t countMax, std::size_t bytesMax)
{
    std::vector<PendingEnvelope> out;
    const MailboxPointer known = m_cache.find(mailbox);
    const MailboxQueue* const queue = known ? m_index.find(known->row) : nullptr;
    if (queue == nullptr || after >= queue->newest()) {
        return out;
    }
    const std::uint64_t passed = queue->acknowledged();
    std::size_t bytes = 0;
    for (auto place = static_cast<std::size_t>(after > passed ? after - passed : 0);
         place < queue->size() && out.size() < countMax; ++place) {
        const QueuedEnvelope& entry = queue->at(place);
        bytes += entry.bytes;
        if (bytes > bytesMax && !out.empty()) {
            break;
        }
        out.push_back({passed + place + 1, entry.row, entry.bytes});
    }
    return out;
}

// ---- prekeys -----------------------------------------------------------------------------------

PutBundleResult SqliteMailboxes::putBundle(const MailboxId& mailbox, std::uint64_t counter,
                                           ByteView sealed,
                                           std::span<const std::uint32_t> oneTimeIds)
{
    const MailboxPointer known = m_cache.find(mailbox);
    if (!known) {
        return PutBundleResult::NoMailbox;
    }
    return m_prekeys.put(known->row, counter, sealed, oneTimeIds) ? PutBundleResult::Stored
                                                                  : PutBundleResult::Stale;
}

std::optional<PrekeyLevel> SqliteMailboxes::prekeyLevel(const MailboxId& mailbox)
{
    const MailboxPointer known = m_cache.find(mailbox);
    return known ? std::optional(m_prekeys.level(known->row)) : std::nullopt;
}

std::optional<StoredBundle> SqliteMailboxes::fetchBundle(const MailboxId& mailbox,
                                                         const crypto::DeliveryTokenHash& token,
                                                         bool popOneTime)
{
    const MailboxPointer known = m_cache.find(mailbox);
    if (!known || known->find(token) == nullptr) {
        return std::nullopt;
    }
    return m_prekeys.fetch(known->row, popOneTime);
}

// ---- upkeep ------------------------------------------------------------------------------------

bool SqliteMailboxes::hasUnwritten() const
{
    return !m_index.unwritten().empty() || m_cache.hasUnwritten();
}

void SqliteMailboxes::write()
{
    for (const std::int64_t mailbox : m_index.unwritten()) {
        if (const MailboxQueue* queue = m_index.find(mailbox)) {
            m_database.run("INSERT OR REPLACE INTO cursor VALUES (?, ?, ?, ?)", mailbox,
                           queue->acknowledged(), queue->newest(), queue->expired());
        }
    }
    m_cache.write();
    m_transaction.onCommit([this] {
        m_index.written();
        m_cache.written();
    });
}

bool SqliteMailboxes::expire(Timestamp now, Deadline deadline)
{
    while (m_expiryBucket < m_index.buckets()) {
        for (std::size_t i = 0; i < kExpiryBuckets && m_expiryBucket < m_index.buckets();
             ++i, ++m_expiryBucket) {
            m_index.visitBucket(m_expiryBucket, [&](std::int64_t mailbox, MailboxQueue& queue) {
                std::size_t count = 0;
                while (count < queue.size() &&
                       now.since({queue.at(count).posted}) > m_limits.ageMax) {
                    ++count;
                }
                if (count > 0) {
                    dropFirst(mailbox, queue, count);
                    queue.addExpired(count);
                    m_transaction.onRollback(
                        [this, mailbox, count] { m_index.find(mailbox)->takeExpired(count); });
                }
            });
        }
        if (std::chrono::steady_clock::now() >= deadline) {
            return m_expiryBucket < m_index.buckets();
        }
    }
    m_expiryBucket = 0;
    return false;
}

} // namespace sotto::relay
