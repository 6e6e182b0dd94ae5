#include "app/storage/script.h"

#include <algorithm>
#include <array>

namespace sotto::storage {

namespace {

struct Range
{
    char32_t first;
    char32_t last;
};

/// Letters and marks, without digits and punctuation, which stand between words there too. Flags
/// are two regional indicators, so they belong here as well.
constexpr Range kUnspaced[] = {
    {0x0E01, 0x0E3A},   // Thai
    {0x0E40, 0x0E4E},   //
    {0x0E81, 0x0ECE},   // Lao
    {0x0EDC, 0x0EDF},   //
    {0x0F40, 0x0FBC},   // Tibetan
    {0x1000, 0x103F},   // Myanmar
    {0x1050, 0x108F},   //
    {0x109A, 0x109D},   //
    {0x1780, 0x17D3},   // Khmer
    {0x17DC, 0x17DD},   //
    {0x1950, 0x19DF},   // Tai Le, New Tai Lue
    {0x1A20, 0x1A7C},   // Tai Tham
    {0x2E80, 0x2FD5},   // Han radicals
    {0x3005, 0x3007},   // Han
    {0x3021, 0x3029},   //
    {0x3031, 0x3035},   // Kana repeat marks
    {0x3038, 0x303B},   //
    {0x3041, 0x309A},   // Hiragana
    {0x309D, 0x309F},   //
    {0x30A1, 0x30FA},   // Katakana
    {0x30FC, 0x30FF},   //
    {0x3105, 0x312F},   // Bopomofo
    {0x31A0, 0x31BF},   //
    {0x31F0, 0x31FF},   // Katakana
    {0x3400, 0x4DBF},   // Han
    {0x4E00, 0x9FFF},   //
    {0xA000, 0xA48C},   // Yi
    {0xA9E0, 0xA9EF},   // Myanmar
    {0xAA60, 0xAADF},   // Myanmar, Tai Viet
    {0xF900, 0xFAFF},   // Han
    {0xFF66, 0xFF9F},   // Katakana
    {0x1B000, 0x1B16F}, // Kana
    {0x1F1E6, 0x1F1FF}, // regional indicators
    {0x20000, 0x3FFFD}, // Han
};

constexpr Range kLone[] = {
    {0x203C, 0x203C}, {0x2049, 0x2049}, {0x231A, 0x231B},   {0x23E9, 0x23FA},   {0x2600, 0x27BF},
    {0x2B1B, 0x2B1C}, {0x2B50, 0x2B55}, {0x1F000, 0x1F1E5}, {0x1F200, 0x1F3FA}, {0x1F400, 0x1FAFF},
};

constexpr Range kIgnoredMarks[] = {
    {0x0300, 0x036F},   // accents
    {0x0483, 0x0487},   // Cyrillic
    {0x0591, 0x05BD},   // Hebrew points
    {0x05BF, 0x05BF},   //
    {0x05C1, 0x05C2},   //
    {0x05C4, 0x05C5},   //
    {0x05C7, 0x05C7},   //
    {0x0610, 0x061A},   // Arabic points
    {0x0640, 0x0640},   // Arabic lengthening
    {0x064B, 0x065F},   //
    {0x0670, 0x0670},   //
    {0x06D6, 0x06DC},   //
    {0x06DF, 0x06E4},   //
    {0x06E7, 0x06E8},   //
    {0x06EA, 0x06ED},   //
    {0x0711, 0x0711},   // Syriac
    {0x0730, 0x074A},   //
    {0x1AB0, 0x1AFF},   // accents
    {0x1DC0, 0x1DFF},   //
    {0x20D0, 0x20FF},   //
    {0xFE00, 0xFE0F},   // variation selectors
    {0xFE20, 0xFE2F},   // half accents
    {0x1F3FB, 0x1F3FF}, // skin tones
    {0xE0100, 0xE01EF}, // variation selectors
};

struct Pair
{
    char32_t from;
    char32_t to;
};

constexpr Pair kPlainForms[] = {
    {0x0390, 0x03B9}, {0x03AC, 0x03B1}, {0x03AD, 0x03B5}, {0x03AE, 0x03B7}, {0x03AF, 0x03B9},
    {0x03B0, 0x03C5}, {0x03CA, 0x03B9}, {0x03CB, 0x03C5}, {0x03CC, 0x03BF}, {0x03CD, 0x03C5},
    {0x03CE, 0x03C9}, {0x0439, 0x0438}, {0x0450, 0x0435}, {0x0451, 0x0435}, {0x0453, 0x0433},
    {0x0457, 0x0456}, {0x045C, 0x043A}, {0x045D, 0x0438}, {0x045E, 0x0443},
};

template <std::size_t N> bool isIn(const Range (&ranges)[N], char32_t character)
{
    const auto* after = std::ranges::upper_bound(ranges, character, {}, &Range::first);
    return after != std::begin(ranges) && character <= std::prev(after)->last;
}

bool isContinuation(char byte)
{
    return (static_cast<unsigned char>(byte) >> 6U) == 2U;
}

} // namespace

Script scriptOf(char32_t character)
{
    if (character < kUnspaced[0].first) {
        return Script::Spaced;
    }
    if (isIn(kUnspaced, character)) {
        return Script::Unspaced;
    }
    return isIn(kLone, character) ? Script::Lone : Script::Spaced;
}

bool isIgnoredMark(char32_t character)
{
    return character >= kIgnoredMarks[0].first && isIn(kIgnoredMarks, character);
}

char32_t plainForm(char32_t character)
{
    if (character >= 0xFF10 && character <= 0xFF5A) { // full width
        return character - 0xFF10 + U'0';
    }
    const auto* pair = std::ranges::lower_bound(kPlainForms, character, {}, &Pair::from);
    return pair != std::end(kPlainForms) && pair->from == character ? pair->to : character;
}

Utf8Character firstCharacter(std::string_view text)
{
    const auto lead = static_cast<unsigned char>(text.front());
    if (lead < 0x80) {
        return {lead, 1};
    }
    const std::size_t bytes = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    if (lead < 0xC2 || lead > 0xF4 || text.size() < bytes ||
        !std::all_of(text.begin() + 1, text.begin() + static_cast<std::ptrdiff_t>(bytes),
                     isContinuation)) {
        return {kNoUtf8, 1};
    }
    char32_t value = lead & (0x7FU >> bytes);
    for (std::size_t i = 1; i < bytes; ++i) {
        value = (value << 6U) | (static_cast<unsigned char>(text[i]) & 0x3FU);
    }
    return {value, bytes};
}

} // namespace sotto::storage
