#include "app/storage/message_columns.h"
#include "app/storage/search_query.h"

#include <limits>

namespace sotto::storage {

namespace {

/// How many texts tell how common a word is among those that begin like it, and how many of them
/// make it common: then no more than 50 texts are read for each one that is found, and otherwise
/// FTS5 has no more than a fiftieth of all messages to collect.
constexpr std::size_t kSample = 200;
constexpr std::size_t kCommonInSample = kSample / 50;

} // namespace

bool MessageStore::isCommon(const std::string& word)
{
    const SearchQuery alone(*m_tokenizer, word);
    std::size_t seen = 0;
    std::size_t found = 0;
    m_search.with(SearchQuery::beginningOf(word), std::numeric_limits<RowId>::max());
    while (seen < kSample && found < kCommonInSample && m_search.step()) {
        ++seen;
        found += alone.match(readMessage(m_search, 0).text) ? 1U : 0U;
    }
    m_search.reset();
    return found >= kCommonInSample;
}

std::vector<SearchHit> MessageStore::search(std::string_view query, RowId conversation,
                                            RowId beforeId, std::size_t limit)
{
    std::vector<SearchHit> hits;
    SearchQuery parsed(*m_tokenizer, query);
    if (parsed.isEmpty() || limit == 0) {
        return hits;
    }
    for (const std::string& word : parsed.longWords()) {
        if (isCommon(word)) {
            parsed.shorten(word);
        }
    }
    const std::string expression = parsed.expression(conversation);
    const RowId before = beforeId == kNoRow ? std::numeric_limits<RowId>::max() : beforeId;
    m_search.with(expression, before);
    while (hits.size() < limit && m_search.step()) {
        SearchHit hit;
        hit.message = readMessage(m_search, 0);
        if (conversation != kNoRow && hit.message.conversation != conversation) {
            continue;
        }
        if (auto matches = parsed.match(hit.message.text)) {
            hit.matches = std::move(*matches);
            hits.push_back(std::move(hit));
        }
    }
    m_search.reset();
    return hits;
}

} // namespace sotto::storage
