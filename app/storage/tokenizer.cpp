#include "app/storage/tokenizer.h"

#include "app/storage/script.h"
#include "app/storage/sqlite_failure.h"

#include <array>
#include <new>
#include <sotto-sqlcipher/sqlite3.h>

namespace sotto::storage {

namespace {

void check(sqlite3* database, int code)
{
    if (code != SQLITE_OK) {
        throwFailure(database, code);
    }
}

fts5_api* fts5Of(sqlite3* database)
{
    sqlite3_stmt* statement = nullptr;
    check(database, sqlite3_prepare_v2(database, "SELECT fts5(?1)", -1, &statement, nullptr));
    fts5_api* api = nullptr;
    sqlite3_bind_pointer(statement, 1, static_cast<void*>(&api), "fts5_api_ptr", nullptr);
    sqlite3_step(statement);
    check(database, sqlite3_finalize(statement));
    return api;
}

/// A word on its way to the index: small, and without an allocation.
class WordBuffer
{
public:
    [[nodiscard]] std::string_view view() const { return {m_bytes.data(), m_size}; }

    /// False if it is full.
    bool append(std::string_view bytes)
    {
        if (m_size + bytes.size() > m_bytes.size()) {
            return false;
        }
        std::copy(bytes.begin(), bytes.end(), m_bytes.begin() + m_size);
        m_size += bytes.size();
        return true;
    }
    bool append(char32_t character)
    {
        if (character < 0x80) {
            const char byte = static_cast<char>(character);
            return append(std::string_view(&byte, 1));
        }
        const auto part = [character](unsigned shift) {
            return static_cast<char>(0x80U | ((character >> shift) & 0x3FU));
        };
        if (character < 0x800) {
            const std::array bytes = {static_cast<char>(0xC0U | (character >> 6U)), part(0)};
            return append(std::string_view(bytes.data(), bytes.size()));
        }
        const std::array bytes = {static_cast<char>(0xE0U | (character >> 12U)), part(6), part(0)};
        return append(std::string_view(bytes.data(), bytes.size()));
    }

private:
    std::array<char, kWordBytesMax> m_bytes{};
    std::size_t m_size = 0;
};

bool isAscii(std::string_view text)
{
    return std::ranges::all_of(text, [](char c) { return static_cast<signed char>(c) >= 0; });
}

/// What unicode61 leaves of case and accents.
WordBuffer fold(std::string_view word)
{
    WordBuffer out;
    if (isAscii(word)) {
        out.append(word.substr(0, kWordBytesMax));
        return out;
    }
    for (bool fits = true; fits && !word.empty();) {
        const Utf8Character next = firstCharacter(word);
        if (!isIgnoredMark(next.value)) {
            const char32_t plain = plainForm(next.value);
            fits = plain == next.value ? out.append(word.substr(0, next.bytes)) : out.append(plain);
        }
        word.remove_prefix(next.bytes);
    }
    return out;
}

struct Run
{
    Script script = Script::Spaced;
    std::size_t end = 0;
};

/// The longest piece of @p text from @p begin on that is of one script.
Run runAt(std::string_view text, std::size_t begin)
{
    const Utf8Character first = firstCharacter(text.substr(begin));
    Run run = {scriptOf(first.value), begin + first.bytes};
    if (run.script == Script::Lone) {
        return run;
    }
    while (run.end < text.size()) {
        const Utf8Character next = firstCharacter(text.substr(run.end));
        if (scriptOf(next.value) != run.script) {
            break;
        }
        run.end += next.bytes;
    }
    return run;
}

/// Pairs of neighbours of text[begin, end).
bool visitPairs(std::string_view text, std::size_t begin, std::size_t end, TokenPurpose purpose,
                TokenVisitor& visitor)
{
    std::size_t first = begin;
    std::size_t second = first + firstCharacter(text.substr(first)).bytes;
    for (; second < end;) {
        const std::size_t after = second + firstCharacter(text.substr(second)).bytes;
        if (!visitor.visit(text.substr(first, after - first), first, after)) {
            return false;
        }
        first = second;
        second = after;
    }
    const bool isAlone = first == begin;
    return (purpose == TokenPurpose::Query && !isAlone) ||
           visitor.visit(text.substr(first, end - first), first, end);
}

} // namespace

struct Tokenizer::Words
{
    fts5_tokenizer methods = {};
    Fts5Tokenizer* instance = nullptr;

    /// False if the visitor stopped it.
    bool split(std::string_view text, std::size_t offset, TokenVisitor& visitor) const
    {
        struct Context
        {
            TokenVisitor& visitor;
            std::size_t offset;
        } context = {visitor, offset};
        const int code = methods.xTokenize(
            instance, &context, FTS5_TOKENIZE_DOCUMENT, text.data(), static_cast<int>(text.size()),
            [](void* opaque, int, const char* word, int size, int begin, int end) {
                const Context& to = *static_cast<Context*>(opaque);
                const WordBuffer folded =
                    fold(std::string_view(word, static_cast<std::size_t>(size)));
                const bool goesOn =
                    folded.view().empty() ||
                    to.visitor.visit(folded.view(), to.offset + static_cast<std::size_t>(begin),
                                     to.offset + static_cast<std::size_t>(end));
                return goesOn ? SQLITE_OK : SQLITE_DONE;
            });
        if (code == SQLITE_NOMEM) {
            throw std::bad_alloc();
        }
        return code != SQLITE_DONE;
    }
};

Tokenizer::Tokenizer(Database& database)
    : Tokenizer(database.handle())
{}

Tokenizer::Tokenizer(sqlite3* database)
    : m_words(std::make_unique<Words>())
{
    fts5_api* api = fts5Of(database);
    void* context = nullptr;
    check(database, api->xFindTokenizer(api, "unicode61", &context, &m_words->methods));
    // Marks are parts of words: in the scripts of India they are the vowels.
    std::array<const char*, 4> options = {"remove_diacritics", "2", "categories", "L* N* Mn Mc Co"};
    check(database,
          m_words->methods.xCreate(context, options.data(), options.size(), &m_words->instance));
}

Tokenizer::~Tokenizer()
{
    if (m_words->instance != nullptr) {
        m_words->methods.xDelete(m_words->instance);
    }
}

void Tokenizer::tokenize(std::string_view text, TokenPurpose purpose, TokenVisitor& visitor) const
{
    for (std::size_t begin = 0; begin < text.size();) {
        const Run run = runAt(text, begin);
        bool goesOn = false;
        switch (run.script) {
        case Script::Spaced:
            goesOn = m_words->split(text.substr(begin, run.end - begin), begin, visitor);
            break;
        case Script::Unspaced:
            goesOn = visitPairs(text, begin, run.end, purpose, visitor);
            break;
        case Script::Lone:
            goesOn = visitor.visit(text.substr(begin, run.end - begin), begin, run.end);
            break;
        }
        if (!goesOn) {
            return;
        }
        begin = run.end;
    }
}

namespace {

using TokenCallback = int (*)(void*, int, const char*, int, int, int);

/// Hands tokens on to FTS5.
class IndexWriter final : public TokenVisitor
{
public:
    IndexWriter(void* context, TokenCallback callback)
        : m_context(context)
        , m_callback(callback)
    {}
    bool visit(std::string_view word, std::size_t begin, std::size_t end) override
    {
        m_code = m_callback(m_context, 0, word.data(), static_cast<int>(word.size()),
                            static_cast<int>(begin), static_cast<int>(end));
        return m_code == SQLITE_OK;
    }
    [[nodiscard]] int code() const { return m_code; }

private:
    void* m_context;
    TokenCallback m_callback;
    int m_code = SQLITE_OK;
};

// FTS5 is C: no exception may pass through it.

int createTokenizer(void* database, const char**, int, Fts5Tokenizer** out)
{
    try {
        *out = reinterpret_cast<Fts5Tokenizer*>(new Tokenizer(static_cast<sqlite3*>(database)));
        return SQLITE_OK;
    } catch (const std::bad_alloc&) {
        return SQLITE_NOMEM;
    } catch (const StorageFailure&) {
        return SQLITE_ERROR;
    }
}

void deleteTokenizer(Fts5Tokenizer* tokenizer)
{
    delete reinterpret_cast<Tokenizer*>(tokenizer);
}

int tokenize(Fts5Tokenizer* tokenizer, void* context, int flags, const char* text, int size,
             TokenCallback callback)
{
    const std::string_view all(text, static_cast<std::size_t>(size));
    const std::size_t mark = all.rfind(kScopeMark);
    IndexWriter writer(context, callback);
    try {
        const bool isQuery = (flags & FTS5_TOKENIZE_QUERY) != 0;
        reinterpret_cast<Tokenizer*>(tokenizer)->tokenize(
            all.substr(0, mark), isQuery ? TokenPurpose::Query : TokenPurpose::Text, writer);
    } catch (const std::bad_alloc&) {
        return SQLITE_NOMEM;
    }
    if (writer.code() == SQLITE_OK && mark != std::string_view::npos) {
        writer.visit(all.substr(mark), mark, all.size());
    }
    return writer.code();
}

} // namespace

void registerTokenizer(sqlite3* database)
{
    static fts5_tokenizer methods = {createTokenizer, deleteTokenizer, tokenize};
    fts5_api* api = fts5Of(database);
    check(database, api->xCreateTokenizer(api, "sotto", database, &methods, nullptr));
}

} // namespace sotto::storage
