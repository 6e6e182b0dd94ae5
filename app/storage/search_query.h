#pragma once

#include "app/storage/message_store.h"
#include "app/storage/tokenizer.h"

namespace sotto::storage {

/// What somebody typed to find messages. Never reaches the syntax of FTS5: only tokens do, which
/// are letters and digits, each in quotes.
class SearchQuery
{
public:
    /// More of a query than this is not looked at.
    static constexpr std::size_t kBytesMax = 512;
    static constexpr std::size_t kTokensMax = 24;
    static constexpr std::size_t kMatchesMax = 8;
    /// Of the schema's prefix indexes.
    static constexpr std::size_t kPrefixCharacters = 3;

    SearchQuery(const Tokenizer& tokenizer, std::string_view text);

    /// Nothing in it can be found: punctuation, say.
    [[nodiscard]] bool isEmpty() const { return m_tokens.empty(); }
    /// For FTS5's MATCH. It finds all that match() accepts, and little more.
    [[nodiscard]] std::string expression(RowId conversation) const;

    /// Words longer than what the index knows the beginnings of. FTS5 collects the whole list of
    /// such a one before it gives the first row, which takes long if the word is common.
    [[nodiscard]] std::vector<std::string> longWords() const;
    /// An expression for the beginning of a word that the index knows.
    [[nodiscard]] static std::string beginningOf(const std::string& word);
    /// Leaves it to match() to tell what begins like @p word from the word itself: quicker if many
    /// of them are it.
    void shorten(const std::string& word);
    /// Where @p text, one that FTS5 found, answers the query, in rising order; nothing if it does
    /// not.
    [[nodiscard]] std::optional<std::vector<SearchHit::Match>> match(std::string_view text) const;

private:
    struct Token
    {
        std::string word;
        bool isPrefix = false;
    };
    class Reader;
    class Finder;

    void add(Token token);

    const Tokenizer& m_tokenizer;
    std::vector<Token> m_tokens;
    std::vector<std::string> m_words; ///< of scripts with spaces, folded: beginnings of words
    std::vector<std::string> m_runs;  ///< of the others, as typed: parts of the text
};

} // namespace sotto::storage
