#include "app/core/vault/vault_follower.h"

namespace sotto::core {

namespace {

/// Records of one transaction.
constexpr std::uint64_t kRecordsAtOnce = 256;

} // namespace

void VaultFollower::start()
{
    m_started = true;
    m_reading.clear();
}

void VaultFollower::stop()
{
    m_started = false;
    m_reading.clear();
}

std::optional<VaultFollower::Wanted> VaultFollower::wanted(crypto::WriterIndex writer,
                                                           std::uint64_t newest) const
{
    const auto head = m_book.history().forward().head(writer);
    if (writer == m_book.place() || !head || m_book.held.contains(writer) ||
        m_book.waiting.contains(writer) || m_reading.contains(writer)) {
        return std::nullopt;
    }
    const std::uint64_t next = head->sequence + 1;
    if (m_book.isListed(writer)) {
        return next <= newest
                   ? std::optional(
                         Wanted{writer, next, std::min(newest, next + kRecordsAtOnce - 1), false})
                   : std::nullopt;
    }
    // Of one that was struck, what the listed ones had read of it.
    for (const crypto::MissingRecords& named :
         m_book.history().forward().missing(m_book.writers())) {
        if (named.writer == writer && named.last <= newest) {
            return Wanted{writer, next, named.last, true};
        }
    }
    return std::nullopt;
}

void VaultFollower::pump()
{
    for (const auto& [writer, newest] : std::map(m_book.shown)) {
        const auto next = m_started && m_blocks.isFree() ? wanted(writer, newest) : std::nullopt;
        if (!next) {
            continue;
        }
        m_reading.insert(writer);
        m_blocks.read(writer, next->from, next->to, [this, next](std::optional<VaultBlock> block) {
            m_reading.erase(next->writer);
            if (block) {
                take(*next, *block);
            }
            pump();
            if (onProgress) {
                onProgress();
            }
        });
    }
}

void VaultFollower::take(const Wanted& wanted, const VaultBlock& block)
{
    Work work(m_context);
    work.fromVault = true;
    wanted.isRun ? takeRun(work, block) : takeEach(work, block);
    m_book.storeHistory(work);
    work.commit();
}

void VaultFollower::takeEach(Work& work, const VaultBlock& block)
{
    for (const crypto::Bytes& bytes : block.records) {
        const auto record = m_book.history().takeNewer(bytes, m_book.sources());
        if (!record) {
            return m_taking.refuse(record.error());
        }
        m_taking.take(work, *record);
    }
}

void VaultFollower::takeRun(Work& work, const VaultBlock& block)
{
    const std::vector<crypto::ByteView> views(block.records.begin(), block.records.end());
    const auto records = m_book.history().takeNewerRun(views, m_book.sources());
    if (!records) {
        return m_taking.refuse(records.error());
    }
    for (const crypto::AcceptedRecord& record : *records) {
        m_taking.take(work, record);
    }
}

} // namespace sotto::core
