#include "app/core/vault/stored_entries.h"

#include "app/core/vault/thing_states.h"

#include <map>

namespace sotto::core {

namespace {

using Entries = std::multimap<crypto::EntryHash, crypto::LogEntry>; ///< by the one before

/// Proposals that lost stand beside those that won.
bool leads(const Entries& entries, const crypto::EntryHash& from, const EntrySource::IsHead& isHead,
           std::vector<crypto::Bytes>& way)
{
    const auto [first, last] = entries.equal_range(from);
    for (auto at = first; at != last; ++at) {
        const crypto::ByteView bytes = at->second.bytes();
        way.emplace_back(bytes.begin(), bytes.end());
        const crypto::EntryHash hash = at->second.hash();
        if (isHead(hash) || leads(entries, hash, isHead, way)) {
            return true;
        }
        way.pop_back();
    }
    return false;
}

} // namespace

void StoredEntries::find(const crypto::DeviceLog& known, IsHead isHead, Found found)
{
    m_context.later(0, [this, head = known.head(), isHead = std::move(isHead),
                        found = std::move(found)] {
        Entries entries;
        for (const std::string& key : m_context.stores.vault.keys(numberOf(ThingType::LogEntry))) {
            if (auto entry = crypto::LogEntry::parse(viewOf(key))) {
                const crypto::EntryHash previous = entry->statement().previous;
                entries.emplace(previous, std::move(*entry));
            }
        }
        std::vector<crypto::Bytes> way;
        found(leads(entries, head, isHead, way) ? std::optional(std::move(way)) : std::nullopt);
    });
}

} // namespace sotto::core
