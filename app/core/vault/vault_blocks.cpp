#include "app/core/vault/vault_blocks.h"

#include "app/core/vault/vault_taking.h"

namespace sotto::core {

void VaultBlocks::start(client::ObjectConnection& connection)
{
    stop();
    m_connection = &connection;
}

void VaultBlocks::stop()
{
    m_connection = nullptr;
    m_running = 0;
    ++m_run;
}

void VaultBlocks::read(crypto::WriterIndex writer, std::uint64_t from, std::uint64_t to, Done done)
{
    assert(isFree() && from <= to);
    ++m_running;
    auto block = std::make_shared<VaultBlock>();
    block->writer = writer;
    block->from = from;
    block->records.reserve(to - from + 1);
    ask(std::move(block), to, std::move(done));
}

void VaultBlocks::ask(std::shared_ptr<VaultBlock> block, std::uint64_t to, Done done)
{
    const std::uint64_t next = block->from + block->records.size();
    m_connection->readRecords(block->writer, next,
                              [this, block, to, done = std::move(done),
                               run = m_run](const client::Outcome<sotto::wire::Records>& outcome) {
                                  if (run == m_run) {
                                      m_context.guard([&] { take(block, to, done, outcome); });
                                  }
                              });
}

void VaultBlocks::take(std::shared_ptr<VaultBlock> block, std::uint64_t to, Done done,
                       const client::Outcome<sotto::wire::Records>& outcome)
{
    const auto end = [&](bool isWhole) {
        --m_running;
        done(isWhole ? std::optional(std::move(*block)) : std::nullopt);
    };
    if (!outcome) {
        return end(false);
    }
    for (const sotto::wire::Record& record : outcome->records()) {
        const std::uint64_t next = block->from + block->records.size();
        if (next > to) {
            break;
        }
        if (record.sequence() != next) {
            m_book.held.insert(block->writer);
            m_book.tell(VaultTrouble::Kind::Behind, block->writer,
                        "the relay leaves records out, or shows them out of order");
            return end(false);
        }
        block->records.push_back(recordBytes(record));
        block->bytes += block->records.back().size();
    }
    if (block->records.size() == to - block->from + 1) {
        return end(true);
    }
    if (outcome->records().empty()) {
        m_book.held.insert(block->writer);
        m_book.tell(VaultTrouble::Kind::Behind, block->writer,
                    "the relay shows fewer records than it names");
        return end(false);
    }
    ask(std::move(block), to, std::move(done));
}

} // namespace sotto::core
