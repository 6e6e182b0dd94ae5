#pragma once

#include "app/storage/database.h"

#include <string_view>

struct Fts5Tokenizer;

namespace sotto::storage {

/// Longer words are cut to this many bytes, in texts and in queries: nobody types as much to find
/// one, and what a program writes (keys, encoded files) would fill the index.
inline constexpr std::size_t kWordBytesMax = 64;

enum class TokenPurpose : std::uint8_t
{
    Text,  ///< to be found
    Query, ///< to find it
};

/// Receives the tokens of a text. Returns false to stop.
class TokenVisitor
{
public:
    /// @p word is folded; it stands at the bytes from @p begin to @p end of the text.
    virtual bool visit(std::string_view word, std::size_t begin, std::size_t end) = 0;

protected:
    ~TokenVisitor() = default;
};

/// Splits texts into what the index knows.
///
/// - Scripts with spaces: words of letters and digits (FTS5's unicode61), without case and accents.
/// - Scripts without: each pair of neighbours, and the last character alone. "見本市" is 見本,
/// 本市, 市 in
///   a text, and 見本, 本市 in a query. So a single character is the beginning of some token, and
///   several ones are few tokens even if each of them is everywhere.
/// - Emoji: each one.
class Tokenizer
{
public:
    explicit Tokenizer(Database& database);
    explicit Tokenizer(sqlite3* database);
    Tokenizer(const Tokenizer&) = delete;
    Tokenizer& operator=(const Tokenizer&) = delete;
    ~Tokenizer();

    void tokenize(std::string_view text, TokenPurpose purpose, TokenVisitor& visitor) const;

private:
    struct Words; ///< unicode61, a part of SQLite
    std::unique_ptr<Words> m_words;
};

/// Between a text and the name of what it belongs to in what FTS5 is given to index: the last one
/// counts. What follows it becomes one token together with it, which no text can hold.
inline constexpr char kScopeMark = '\x02';

/// Makes the tokenizer "sotto" known to FTS5 on a connection. @throws StorageFailure
void registerTokenizer(sqlite3* database);

} // namespace sotto::storage
