#include "app/core/vault/vault_link_search.h"

namespace sotto::core {

namespace {

constexpr std::uint64_t kRecordsAtOnce = 256;

} // namespace

void VaultLinkSearch::start(crypto::Epoch offered)
{
    if (m_offered == offered) {
        return;
    }
    m_offered = offered;
    m_parts.clear();
    for (const auto& [writer, newest] : m_book.shown) {
        const auto head = m_book.history().forward().head(writer);
        const std::uint64_t first = head ? head->sequence + 1 : 1;
        if (writer != m_book.place() && m_book.isListed(writer) && first <= newest) {
            m_parts.push_back({writer, first, newest});
        }
    }
    pump();
}

void VaultLinkSearch::stop()
{
    m_parts.clear();
    m_offered = 0;
    m_isReading = false;
}

void VaultLinkSearch::pump()
{
    if (m_parts.empty() || m_isReading || !m_blocks.isFree()) {
        return;
    }
    Part& part = m_parts.back();
    const std::uint64_t from = part.last - std::min(part.last - part.first, kRecordsAtOnce - 1);
    m_isReading = true;
    m_blocks.read(part.writer, from, part.last,
                  [this, from, offered = m_offered](std::optional<VaultBlock> block) {
                      if (offered != m_offered || m_parts.empty()) {
                          return;
                      }
                      m_isReading = false;
                      if (block) {
                          take(*block);
                      }
                      Part& read = m_parts.back();
                      read.last = from - 1;
                      if (!block || read.last < read.first) {
                          m_parts.pop_back();
                      }
                      if (m_book.keys.offeredRecordKey(m_book.heldEpoch())) {
                          m_parts.clear();
                      }
                      if (m_parts.empty() && onEnd) {
                          onEnd();
                      }
                      pump();
                  });
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
