#include "crypto/phrase/word_scanner.h"

namespace sotto::crypto {

namespace {

struct CodePoint
{
    std::uint32_t value = 0;
    std::size_t length = 1; ///< bytes
};

constexpr std::uint32_t kReplacement = 0xFFFD;

CodePoint decode(ByteView text)
{
    const std::uint8_t first = text[0];
    if (first < 0x80) {
        return {first, 1};
    }
    const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
    if (first < 0xC0 || first > 0xF7 || length > text.size()) {
        return {kReplacement, 1};
    }
    std::uint32_t value = first & (0x7FU >> length);
    for (std::size_t i = 1; i < length; ++i) {
        if ((text[i] & 0xC0U) != 0x80) {
            return {kReplacement, 1};
        }
        value = value << 6U | (text[i] & 0x3FU);
    }
    return {value, length};
}

struct Range
{
    std::uint32_t first;
    std::uint32_t last;
};

template <std::size_t N> bool isIn(const std::array<Range, N>& ranges, std::uint32_t codePoint)
{
    return std::ranges::any_of(ranges, [codePoint](const Range& range) {
        return codePoint >= range.first && codePoint <= range.last;
    });
}

/// Nothing to see: soft hyphen, accents, joiners, directions, variation selectors, tags.
constexpr std::array<Range, 9> kInvisible{{{0x00AD, 0x00AD},
                                           {0x0300, 0x036F},
                                           {0x061C, 0x061C},
                                           {0x180B, 0x180F},
                                           {0x200B, 0x200F},
                                           {0x202A, 0x202E},
                                           {0x2060, 0x206F},
                                           {0xFE00, 0xFE0F},
                                           {0xFEFF, 0xFEFF}}};
constexpr Range kTags{0xE0000, 0xE0FFF};

/// Punctuation, spaces, symbols, emoji.
constexpr std::array<Range, 6> kSeparators{{{0x0080, 0x00BF},
                                            {0x2000, 0x2BFF},
                                            {0x3000, 0x303F},
                                            {0xE000, 0xF8FF},
                                            {0xFFFC, 0xFFFD},
                                            {0x1F000, 0x1FAFF}}};

} // namespace

bool WordScanner::nextCodePoint(std::uint32_t& codePoint)
{
    if (m_partsRead < m_parts.size()) {
        const CodePoint part = decode(m_parts.view().subspan(m_partsRead));
        m_partsRead += part.length;
        codePoint = part.value;
        return true;
    }
    while (m_end < m_text.size()) {
        const CodePoint raw = decode(m_text.subspan(m_end));
        m_begin = m_end;
        m_end += raw.length;
        if (raw.value < 0x80) {
            codePoint = raw.value;
            return true;
        }
        m_parts = m_normalizer.nfkd(m_text.subspan(m_begin, raw.length));
        if (!m_parts.empty()) {
            const CodePoint part = decode(m_parts.view());
            m_partsRead = part.length;
            codePoint = part.value;
            return true;
        }
    }
    return false;
}

bool WordScanner::take(std::uint32_t codePoint)
{
    // Lower case without a branch on the letter.
    const std::uint32_t lower = codePoint | (codePoint < 0x80 ? 0x20U : 0U);
    if (lower - 'a' < 26) {
        PackedWord& word = m_current.word;
        if (word.length < kMaxWordLetters) {
            word.letters |= std::uint64_t{lower} << (56U - 8U * word.length);
        }
        ++word.length;
        return false;
    }
    if (codePoint < 0x80) {
        return true;
    }
    if (isIn(kInvisible, codePoint) || (codePoint >= kTags.first && codePoint <= kTags.last)) {
        return false;
    }
    if (isIn(kSeparators, codePoint)) {
        return true;
    }
    ++m_current.word.length;
    m_current.foreign = true;
    return false;
}

const ScannedWord* WordScanner::next()
{
    m_current = {};
    std::uint32_t codePoint = 0;
    while (nextCodePoint(codePoint)) {
        const std::size_t lengthBefore = m_current.word.length;
        const bool ends = take(codePoint);
        if (m_current.word.length > lengthBefore) {
            m_current.begin = lengthBefore == 0 ? m_begin : m_current.begin;
            m_current.end = m_end;
        }
        if (ends && m_current.word.length > 0) {
            return &m_current;
        }
    }
    return m_current.word.length > 0 ? &m_current : nullptr;
}

} // namespace sotto::crypto
