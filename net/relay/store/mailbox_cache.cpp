#include "net/relay/store/mailbox_cache.h"

#include <algorithm>

namespace sotto::relay {

namespace {

/// A mailbox without tokens, with its places in map and list.
constexpr std::size_t kMailboxBytes = 320;

std::size_t bytesOf(const Mailbox& mailbox)
{
    return kMailboxBytes + mailbox.tokens.size() * sizeof(TokenUse);
}

} // namespace

TokenUse* Mailbox::find(const crypto::DeliveryTokenHash& hash)
{
    const auto at = std::ranges::lower_bound(tokens, hash, {}, &TokenUse::hash);
    return at != tokens.end() && at->hash == hash ? &*at : nullptr;
}

MailboxPointer MailboxCache::find(const MailboxId& id)
{
    if (const auto known = m_mailboxes.find(id); known != m_mailboxes.end()) {
        m_uses.splice(m_uses.begin(), m_uses, known->second.use);
        return known->second.mailbox;
    }
    MailboxPointer mailbox = read(id);
    if (mailbox) {
        put(mailbox);
    }
    return mailbox;
}

MailboxPointer MailboxCache::read(const MailboxId& id)
{
    auto mailbox = std::make_shared<Mailbox>();
    mailbox->id = id;
    {
        Query query = m_database.query(
            "SELECT mailbox.row, owner, accepted FROM mailbox LEFT JOIN accepted_tokens "
            "ON accepted_tokens.mailbox = mailbox.row WHERE id = ?");
        if (!query.bind(id).step()) {
            return nullptr;
        }
        mailbox->row = query.integer(0);
        mailbox->owner = query.fixed<SigningPublicKey>(1);
        if (!query.isNull(2)) {
            const auto accepted = crypto::AcceptedTokens::parse(query.view(2));
            if (!accepted) {
                throw StoreFailure(StoreFailure::Kind::Broken,
                                   "relay.db: a mailbox's tokens are damaged");
            }
            for (const crypto::DeliveryTokenHash& hash : accepted->hashes()) {
                mailbox->tokens.push_back({hash, 0, false});
            }
        }
    }
    Query query = m_database.query("SELECT token, envelopes FROM token_count WHERE mailbox = ?");
    query.bind(mailbox->row);
    while (query.step()) {
        if (TokenUse* use = mailbox->find(query.fixed<crypto::DeliveryTokenHash>(0))) {
            use->envelopes = query.number(1);
        }
    }
    return mailbox;
}

void MailboxCache::put(const MailboxPointer& mailbox)
{
    erase(mailbox->id);
    m_uses.push_front(mailbox->id);
    m_mailboxes.emplace(mailbox->id, Place{mailbox, m_uses.begin()});
    m_bytes += bytesOf(*mailbox);
}

void MailboxCache::erase(const MailboxId& id)
{
    if (const auto known = m_mailboxes.find(id); known != m_mailboxes.end()) {
        eraseAt(known);
    }
}

void MailboxCache::eraseAt(
    std::unordered_map<MailboxId, Place, crypto::FixedBytesHash>::iterator at)
{
    m_bytes -= bytesOf(*at->second.mailbox);
    m_uses.erase(at->second.use);
    m_mailboxes.erase(at);
}

void MailboxCache::markUnwritten(const MailboxPointer& mailbox, TokenUse& token)
{
    token.isUnwritten = true;
    if (!mailbox->isUnwritten) {
        mailbox->isUnwritten = true;
        m_unwritten.push_back(mailbox);
    }
}

void MailboxCache::write()
{
    for (const MailboxPointer& mailbox : m_unwritten) {
        if (mailbox->isReplaced) {
            continue;
        }
        for (const TokenUse& use : mailbox->tokens) {
            if (use.isUnwritten) {
                m_database.run("INSERT OR REPLACE INTO token_count VALUES (?, ?, ?)", mailbox->row,
                               use.hash, use.envelopes);
            }
        }
    }
}

void MailboxCache::written()
{
    for (const MailboxPointer& mailbox : m_unwritten) {
        mailbox->isUnwritten = false;
        for (TokenUse& use : mailbox->tokens) {
            use.isUnwritten = false;
        }
    }
    m_unwritten.clear();
}

void MailboxCache::trim()
{
    auto use = m_uses.end();
    while (m_bytes > m_bytesMax && use != m_uses.begin()) {
        --use;
        const auto at = m_mailboxes.find(*use);
        // What is not written yet cannot be read again.
        if (!at->second.mailbox->isUnwritten) {
            ++use;
            eraseAt(at);
        }
    }
}

} // namespace sotto::relay
