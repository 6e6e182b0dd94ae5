#include "crypto/vault/vault_contents.h"

#include <algorithm>
#include <numeric>

namespace sotto::crypto {

void Deletions::add(const AcceptedRecord& record)
{
    if (!record.body) {
        m_stripped.insert(record.hash);
    } else if (const auto* tombstone = std::get_if<TombstoneRecord>(&record.body->content)) {
        m_deleted.insert(tombstone->deleted);
    }
}

std::vector<RecordHash> Deletions::unexplained() const
{
    std::vector<RecordHash> out;
    std::set_difference(m_stripped.begin(), m_stripped.end(), m_deleted.begin(), m_deleted.end(),
                        std::back_inserter(out));
    return out;
}

std::vector<std::size_t> standing(std::span<const StoredPut> sameName,
                                  const std::set<RecordHash>& deleted)
{
    std::set<RecordHash> replaced;
    for (const StoredPut& put : sameName) {
        if (!put.replaces.isZero()) {
            replaced.insert(put.replaces);
        }
    }
    std::vector<std::size_t> order(sameName.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(),
              [&](std::size_t a, std::size_t b) { return sameName[a].hash < sameName[b].hash; });
    std::vector<std::size_t> out;
    for (const std::size_t at : order) {
        const StoredPut& put = sameName[at];
        const bool isThere = std::any_of(out.begin(), out.end(), [&](std::size_t other) {
            return equalConstantTime(sameName[other].content, put.content);
        });
        if (!replaced.contains(put.hash) && !deleted.contains(put.hash) && !isThere) {
            out.push_back(at);
        }
    }
    return out;
}

} // namespace sotto::crypto
