#include "app/core/vault/vault_link_search.h"

namespace sotto::core {

namespace {

constexpr std::uint64_t kRecordsAtOnce = 256;

} // namespace

void VaultLinkSearch::start(crypto::Epoch offered)
{
    if (m_offered != offered) {
        stop();
        m_offered = offered;
    }
    for (const auto& [writer, newest] : m_book.shown) {
        const auto head = m_book.history().forward().head(writer);
        std::uint64_t& looked = m_looked[writer];
        const std::uint64_t first = std::max(head ? head->sequence : 0, looked) + 1;
        if (writer != m_book.place() && m_book.isListed(writer) && first <= newest) {
            m_parts.push_back({writer, first, newest});
            looked = newest;
        }
    }
    pump();
}

void VaultLinkSearch::stop()
{
    m_parts.clear();
    m_reading.reset();
    m_looked.clear();
    m_offered = 0;
    ++m_run;
}

void VaultLinkSearch::pump()
{
    if (m_parts.empty() || m_reading || !m_blocks.isFree()) {
        return;
    }
    m_reading = m_parts.back();
    m_parts.pop_back();
    const Part& part = *m_reading;
    const std::uint64_t from = part.last - std::min(part.last - part.first, kRecordsAtOnce - 1);
    m_blocks.read(part.writer, from, part.last,
                  [this, from, run = m_run](const std::optional<VaultBlock>& block) {
                      if (run == m_run) {
                          onRead(block, from);
                      }
                  });
}

void VaultLinkSearch::onRead(const std::optional<VaultBlock>& block, std::uint64_t from)
{
    Part read = *std::exchange(m_reading, std::nullopt);
    read.last = from - 1;
    if (block) {
        take(*block);
    }
    if (block && read.last >= read.first) {
        m_parts.push_back(read); // what could not be read is looked for after the next login
    }
    if (m_book.keys.offeredRecordKey(m_book.heldEpoch())) {
        m_parts.clear();
    }
    if (m_parts.empty() && onEnd) {
        onEnd();
    }
    pump();
}

void VaultLinkSearch::take(const VaultBlock& block)
{
    Work work(m_context);
    work.fromVault = true;
    for (auto bytes = block.records.rbegin(); bytes != block.records.rend(); ++bytes) {
        const auto record = crypto::VaultRecord::parse(*bytes);
        const auto key = record ? m_book.keys.offeredRecordKey(record->header.epoch) : std::nullopt;
        const auto body = key ? record->open(*key) : std::nullopt;
        const auto* const put = body ? std::get_if<crypto::PutRecord>(&body->content) : nullptr;
        wire::VaultContent content;
        if (put != nullptr && put->type == numberOf(ThingType::EpochLinks) &&
            content.ParseFromArray(put->content.data(), static_cast<int>(put->content.size())) &&
            m_book.keys.learn(content.epoch_links().links())) {
            (void)m_things.take(work, content);
        }
    }
    work.commit();
}

} // namespace sotto::core
