#include "app/storage/search_query.h"

#include "app/storage/script.h"

#include <algorithm>

namespace sotto::storage {

namespace {

/// The longest beginning of at most @p bytes that ends with a whole character.
std::string_view beginning(std::string_view text, std::size_t bytes)
{
    if (text.size() <= bytes) {
        return text;
    }
    std::size_t end = 0;
    for (std::size_t next = 0; next <= bytes; next += firstCharacter(text.substr(next)).bytes) {
        end = next;
    }
    return text.substr(0, end);
}

/// Where the characters that became @p folded end in @p original.
std::size_t endOfPrefix(std::string_view original, std::string_view folded)
{
    std::size_t end = 0;
    while (end < original.size()) {
        const Utf8Character next = firstCharacter(original.substr(end));
        if (!isIgnoredMark(next.value)) {
            if (folded.empty()) {
                break;
            }
            folded.remove_prefix(firstCharacter(folded).bytes);
        }
        end += next.bytes;
    }
    return end;
}

/// Its first characters, as many as the longest prefix index has.
std::string_view knownBeginning(std::string_view word)
{
    std::size_t end = 0;
    for (std::size_t i = 0; i < SearchQuery::kPrefixCharacters && end < word.size(); ++i) {
        end += firstCharacter(word.substr(end)).bytes;
    }
    return word.substr(0, end);
}

/// FTS5 takes all between quotes for text. No token has a quote in it.
std::string inQuotes(std::string_view word)
{
    return std::string("\"").append(word).append("\"");
}

} // namespace

/// Takes the tokens of a query.
class SearchQuery::Reader final : public TokenVisitor
{
public:
    Reader(SearchQuery& query, std::string_view text)
        : m_query(query)
        , m_text(text)
    {}

    bool visit(std::string_view word, std::size_t begin, std::size_t end) override
    {
        if (scriptOf(firstCharacter(word).value) == Script::Spaced) {
            m_query.m_words.emplace_back(word);
            m_query.add({std::string(word), true});
        } else {
            const std::string_view piece = m_text.substr(begin, end - begin);
            // A pair that begins within the last one goes on with the same run.
            if (begin < m_runEnd) {
                m_query.m_runs.back().append(m_text.substr(m_runEnd, end - m_runEnd));
            } else {
                m_query.m_runs.emplace_back(piece);
            }
            m_runEnd = end;
            const bool isSingle = firstCharacter(word).bytes == word.size();
            m_query.add({std::string(word), isSingle});
        }
        return m_query.m_tokens.size() < kTokensMax;
    }

private:
    SearchQuery& m_query;
    std::string_view m_text;
    std::size_t m_runEnd = 0;
};

/// Finds words in a text.
class SearchQuery::Finder final : public TokenVisitor
{
public:
    Finder(const SearchQuery& query, std::string_view text, std::vector<SearchHit::Match>& matches)
        : m_query(query)
        , m_text(text)
        , m_matches(matches)
        , m_missing((std::uint32_t{1} << query.m_words.size()) - 1)
    {
        static_assert(kTokensMax < 32);
    }

    bool visit(std::string_view word, std::size_t begin, std::size_t end) override
    {
        const auto found = std::ranges::find_if(m_query.m_words, [word](const std::string& wanted) {
            return word.starts_with(wanted);
        });
        if (found != m_query.m_words.end()) {
            if (m_count < kMatchesMax) {
                m_matches.push_back(
                    {begin, begin + endOfPrefix(m_text.substr(begin, end - begin), *found)});
                ++m_count;
            }
            // A word may also be the beginning of others that are looked for.
            for (std::size_t i = 0; i < m_query.m_words.size(); ++i) {
                m_missing &= ~(std::uint32_t{word.starts_with(m_query.m_words[i])} << i);
            }
        }
        return m_missing != 0 || m_count < kMatchesMax;
    }
    [[nodiscard]] bool hasFoundAll() const { return m_missing == 0; }

private:
    const SearchQuery& m_query;
    std::string_view m_text;
    std::vector<SearchHit::Match>& m_matches;
    std::size_t m_count = 0;
    std::uint32_t m_missing; ///< a bit a word
};

SearchQuery::SearchQuery(const Tokenizer& tokenizer, std::string_view text)
    : m_tokenizer(tokenizer)
{
    const std::string_view looked = beginning(text, kBytesMax);
    Reader reader(*this, looked);
    m_tokenizer.tokenize(looked, TokenPurpose::Query, reader);
    // The longest match is the one to show.
    std::ranges::sort(m_words, {}, [](const std::string& word) { return -std::ssize(word); });
}

void SearchQuery::add(Token token)
{
    const auto same = [&token](const Token& other) {
        return other.word == token.word && other.isPrefix == token.isPrefix;
    };
    if (std::ranges::none_of(m_tokens, same)) {
        m_tokens.push_back(std::move(token));
    }
}

std::string SearchQuery::expression(RowId conversation) const
{
    std::string out;
    for (const Token& token : m_tokens) {
        out += out.empty() ? "" : " AND ";
        out += inQuotes(token.word) + (token.isPrefix ? " *" : "");
    }
    if (conversation != kNoRow) {
        out += " AND " + inQuotes(kScopeMark + std::to_string(conversation));
    }
    return out;
}

std::vector<std::string> SearchQuery::longWords() const
{
    std::vector<std::string> out;
    std::ranges::copy_if(m_words, std::back_inserter(out), [](const std::string& word) {
        return knownBeginning(word).size() < word.size();
    });
    return out;
}

std::string SearchQuery::beginningOf(const std::string& word)
{
    return inQuotes(knownBeginning(word)) + " *";
}

void SearchQuery::shorten(const std::string& word)
{
    for (Token& token : m_tokens) {
        if (token.word == word) {
            token.word = knownBeginning(word);
        }
    }
}

std::optional<std::vector<SearchHit::Match>> SearchQuery::match(std::string_view text) const
{
    std::vector<SearchHit::Match> matches;
    for (const std::string& run : m_runs) {
        std::size_t at = text.find(run);
        if (at == std::string_view::npos) {
            return std::nullopt;
        }
        for (std::size_t count = 0; at != std::string_view::npos && count < kMatchesMax; ++count) {
            matches.push_back({at, at + run.size()});
            at = text.find(run, at + run.size());
        }
    }
    if (!m_words.empty()) {
        Finder finder(*this, text, matches);
        m_tokenizer.tokenize(text, TokenPurpose::Text, finder);
        if (!finder.hasFoundAll()) {
            return std::nullopt;
        }
    }
    std::ranges::sort(matches, {}, &SearchHit::Match::begin);
    const auto overlaps = [](const SearchHit::Match& a, const SearchHit::Match& b) {
        return b.begin < a.end;
    };
    const auto rest = std::ranges::unique(matches, overlaps);
    matches.erase(rest.begin(), rest.end());
    matches.resize(std::min(matches.size(), kMatchesMax));
    return matches;
}

} // namespace sotto::storage
