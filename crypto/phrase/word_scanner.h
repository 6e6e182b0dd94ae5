#pragma once

#include "crypto/phrase/unicode_normalizer.h"
#include "crypto/phrase/word_list.h"

namespace sotto::crypto {

/// A run of letters in a text and where it stands. It may be a word of a phrase: never copied.
struct ScannedWord
{
    PackedWord word;
    bool foreign = false;  ///< has a letter that is not a to z even after NFKD
    std::size_t begin = 0; ///< bytes of the text as it was given
    std::size_t end = 0;
};

/// Cuts a UTF-8 text into words as people write a phrase down: any case, digits, punctuation,
/// white space and symbols separate; characters that cannot be seen (soft hyphen, zero-width,
/// directions) and accents are passed over; compatibility forms become what they stand for.
/// PROTOCOL.md section 2.
class WordScanner
{
public:
    WordScanner(ByteView utf8, const UnicodeNormalizer& normalizer)
        : m_text(utf8)
        , m_normalizer(normalizer)
    {}
    ~WordScanner() { wipe({reinterpret_cast<std::uint8_t*>(&m_current), sizeof m_current}); }
    WordScanner(const WordScanner&) = delete;
    WordScanner& operator=(const WordScanner&) = delete;

    /// The next word, valid until the next call; null at the end of the text.
    [[nodiscard]] const ScannedWord* next();

private:
    /// Takes the next code point, after NFKD; false at the end of the text.
    bool nextCodePoint(std::uint32_t& codePoint);
    /// True if @p codePoint ends the word before it.
    bool take(std::uint32_t codePoint);

    ByteView m_text;
    const UnicodeNormalizer& m_normalizer;
    std::size_t m_begin = 0; ///< of the character that is being read
    std::size_t m_end = 0;   ///< behind that character
    SecretBytes m_parts;     ///< its NFKD form, if it is not ASCII
    std::size_t m_partsRead = 0;
    ScannedWord m_current;
};

} // namespace sotto::crypto
