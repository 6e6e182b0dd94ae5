#pragma once

#include <cstdint>
#include <string_view>

namespace sotto::storage {

/// How the characters of a script make words.
enum class Script : std::uint8_t
{
    Spaced,   ///< words between spaces, and all that makes no words
    Unspaced, ///< no spaces between words: Han, Kana, Thai, Khmer, Lao, Myanmar …
    Lone,     ///< a word of its own: emoji
};

[[nodiscard]] Script scriptOf(char32_t character);

/// What spelling often leaves out (accents written apart, vowel points, variation selectors): not a
/// part of a word.
[[nodiscard]] bool isIgnoredMark(char32_t character);

/// Other ways of writing a small letter or digit, which unicode61's folding leaves: full width, and
/// the accented letters of Cyrillic. Anything else comes back as it is.
[[nodiscard]] char32_t plainForm(char32_t character);

/// A character and how many bytes it takes. What is no UTF-8 is read as one character for a byte.
struct Utf8Character
{
    char32_t value = 0;
    std::size_t bytes = 0;
};
inline constexpr char32_t kNoUtf8 = 0xFFFD;

/// The first character of @p text, which is not empty.
[[nodiscard]] Utf8Character firstCharacter(std::string_view text);

} // namespace sotto::storage
