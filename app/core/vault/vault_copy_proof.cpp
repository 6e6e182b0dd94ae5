#include "app/core/vault/vault_copy_proof.h"

#include "app/core/vault/vault_taking.h"

namespace sotto::core {

void VaultCopyProof::start(client::ObjectConnection& connection)
{
    stop();
    m_connection = &connection;
}

void VaultCopyProof::stop()
{
    m_connection = nullptr;
    ++m_run;
}

void VaultCopyProof::look(std::uint64_t sequence, std::string technical,
                          std::function<void(bool)> done)
{
    if (m_connection == nullptr) {
        return;
    }
    m_connection->readRecords(m_book.place(), sequence,
                              [this, sequence, technical = std::move(technical),
                               done = std::move(done),
                               run = m_run](const client::Outcome<sotto::wire::Records>& outcome) {
                                  if (run != m_run || !outcome) {
                                      return; // the next login looks again
                                  }
                                  m_context.guard([&] {
                                      const bool isCopied = isByCopy(*outcome, sequence);
                                      if (isCopied) {
                                          m_book.becomeCopied(technical);
                                      }
                                      done(isCopied);
                                  });
                              });
}

bool VaultCopyProof::isByCopy(const sotto::wire::Records& records, std::uint64_t sequence)
{
    if (records.records().empty()) {
        return false;
    }
    const auto record = crypto::VaultRecord::parse(recordBytes(records.records(0)));
    if (!record || record->header.vault != m_book.vault().id().bytes ||
        record->header.writer != m_book.place() || record->header.sequence != sequence ||
        !record->verify(m_book.vault().deviceKey().publicKey())) {
        return false;
    }
    if (sequence > m_book.writer().sequence()) {
        return true;
    }
    const auto own = ownHash(sequence);
    return own && *own != record->header.hash();
}

std::optional<crypto::RecordHash> VaultCopyProof::ownHash(std::uint64_t sequence)
{
    if (sequence == m_book.writer().sequence()) {
        return m_book.writer().head();
    }
    if (const auto entry = m_context.stores.vault.entryAt(m_book.place(), sequence)) {
        return crypto::RecordHash(entry->hash.bytes);
    }
    for (const auto& waiting : m_context.stores.vault.outgoing(1, sotto::wire::kRecordsBytesMax)) {
        sotto::wire::Record record;
        record.set_head(fieldOf(waiting.head));
        record.set_body(fieldOf(waiting.body));
        const auto parsed = crypto::VaultRecord::parse(recordBytes(record));
        if (waiting.sequence == sequence && parsed) {
            return parsed->header.hash();
        }
    }
    return std::nullopt;
}

} // namespace sotto::core
