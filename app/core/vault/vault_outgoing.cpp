#include "app/core/vault/vault_outgoing.h"

#include "net/wire/limits.h"

#include <limits>

namespace sotto::core {

VaultOutgoing::VaultOutgoing(Context& context, VaultBook& book)
    : m_context(context)
    , m_book(book)
{}

void VaultOutgoing::start(client::ObjectConnection& connection)
{
    m_connection = &connection;
    m_isCompared = m_isSending = m_isStripping = m_takesNone = false;
    m_isIdle = m_context.stores.vault.countOutgoing() == 0;
}

void VaultOutgoing::stop()
{
    m_connection = nullptr;
    m_isSending = m_isStripping = false;
    m_isIdle = true;
    m_calls.clear(); // whoever waits asks again
}

std::uint64_t VaultOutgoing::acknowledged()
{
    return m_book.writer().sequence() - m_context.stores.vault.countOutgoing();
}

void VaultOutgoing::compare(std::uint64_t there, std::uint64_t acknowledged)
{
    if (there > m_book.writer().sequence()) {
        m_isIdle = true;
        return m_book.suspect(m_book.place(), m_book.writer().sequence() + 1);
    }
    if (there < acknowledged) {
        m_isIdle = true;
        takesNone();
        return m_book.tell(VaultTrouble::Kind::Behind, m_book.place(),
                           "the relay has lost records of this device");
    }
    m_isCompared = true;
    send();
}

void VaultOutgoing::send()
{
    if (m_connection == nullptr || !m_isCompared || m_isSending || m_book.state.copied()) {
        m_isIdle = m_isIdle && !m_isSending;
        return;
    }
    const auto waiting = m_context.stores.vault.outgoing(sotto::wire::kAppendRecordsMax,
                                                         sotto::wire::kRecordsBytesMax);
    m_isIdle = waiting.empty();
    if (waiting.empty()) {
        return strip();
    }
    std::vector<sotto::wire::Record> records;
    for (const auto& record : waiting) {
        sotto::wire::Record& out = records.emplace_back();
        out.set_sequence(record.sequence);
        out.set_head(fieldOf(record.head));
        out.set_body(fieldOf(record.body));
    }
    m_isSending = true;
    m_connection->appendRecords(std::move(records), [this, last = waiting.back().sequence](
                                                        const client::Outcome<void>& outcome) {
        m_context.guard([&] { onAppended(last, outcome); });
    });
}

void VaultOutgoing::onAppended(std::uint64_t last, const client::Outcome<void>& outcome)
{
    m_isSending = false;
    if (!outcome) {
        const client::ConnectionError& error = outcome.error();
        m_isCompared = false; // the next login asks anew
        m_isIdle = true;
        const bool isRefused = error.kind == client::ErrorKind::Refused;
        if (isRefused && error.code == sotto::wire::NOT_PERMITTED) {
            takesNone(); // the vault is gone, or this device struck from its list
        } else if (isRefused && error.code == sotto::wire::CONFLICT) {
            // These bytes again would have been taken: what stands there is not by this disk.
            if (error.detail > acknowledged()) {
                m_book.suspect(m_book.place(), acknowledged() + 1);
            } else {
                m_book.tell(VaultTrouble::Kind::Behind, m_book.place(),
                            "the relay has lost records of this device");
                takesNone();
            }
        }
        return;
    }
    {
        Work work(m_context);
        work.stores().vault.removeOutgoing(last);
        work.commit();
    }
    callUpTo(last);
    if (onProgress) {
        onProgress();
    }
    send();
}

void VaultOutgoing::callUpTo(std::uint64_t last)
{
    while (!m_calls.empty() && m_calls.begin()->first <= last) {
        const auto call = std::move(m_calls.begin()->second);
        m_calls.erase(m_calls.begin());
        call();
    }
}

void VaultOutgoing::takesNone()
{
    // Who copied this disk decides nothing with it.
    if (m_connection != nullptr && !m_book.state.copied()) {
        m_takesNone = true;
        callUpTo(std::numeric_limits<std::uint64_t>::max());
    }
}

void VaultOutgoing::whenThere(std::uint64_t sequence, std::function<void()> call)
{
    if (m_takesNone) {
        return m_context.later(0, std::move(call));
    }
    m_calls.emplace(sequence, std::move(call));
}

void VaultOutgoing::strip()
{
    // Only behind their tombstones, which are at the relay once nothing waits.
    if (m_isStripping) {
        return;
    }
    const auto entries =
        m_context.stores.vault.entriesOf(static_cast<std::uint16_t>(EntryType::Strip), {}, 1);
    m_isIdle = entries.empty();
    if (entries.empty()) {
        return;
    }
    m_isStripping = true;
    m_connection->stripRecord(entries[0].writer, entries[0].sequence,
                              [this, entry = entries[0]](const client::Outcome<void>& outcome) {
                                  m_context.guard([&] { onStripped(entry, outcome); });
                              });
}

void VaultOutgoing::onStripped(const storage::VaultStore::Entry& entry,
                               const client::Outcome<void>& outcome)
{
    m_isStripping = false;
    if (!outcome && !(outcome.error().kind == client::ErrorKind::Refused &&
                      outcome.error().code == sotto::wire::NOT_PERMITTED)) {
        m_isIdle = true;
        return; // the next login goes on
    }
    {
        Work work(m_context);
        work.stores().vault.removeEntry(entry.writer, entry.sequence);
        work.commit();
    }
    send();
}

} // namespace sotto::core
