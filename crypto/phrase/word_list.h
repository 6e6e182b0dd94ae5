#pragma once

#include "crypto/base/secret.h"

#include <optional>

namespace sotto::crypto {

/// BIP39's English list: 2048 words of 3 to 8 letters, unique in their first four.
inline constexpr std::size_t kWordListSize = 2048;
inline constexpr std::size_t kMaxWordLetters = 8;

/// A word as its letters a to z, packed big-endian from the top and filled with zero bits.
struct PackedWord
{
    std::uint64_t letters = 0;
    std::size_t length = 0; ///< letters; above 8 it is no word of the list
};

/// The word of that number, reading every row alike.
[[nodiscard]] PackedWord wordAt(std::uint16_t index);

/// The row (1 to 2048) of a whole word, or of its first four or more letters; 0 if there is none.
/// Only the length shows in the time.
[[nodiscard]] std::uint32_t rowOf(const PackedWord& word);

/// The number (0 to 2047) of a whole word, or of its first four or more letters. Looks at every
/// row alike; only the length and whether there is a match shows in the time.
[[nodiscard]] std::optional<std::uint16_t> findWord(const PackedWord& word);

/// Appends word @p index to @p out, reading every row alike.
void appendWord(std::uint16_t index, SecretBytes& out);

/// The numbers of words of a phrase; wiped.
using WordIndexes = std::vector<std::uint16_t, WipingAllocator<std::uint16_t>>;

/// Up to three words of the list nearest to @p typed (lower-case letters, the first 16 count),
/// best first. Not in constant time, though the best is likely a word of the phrase: it runs once,
/// after a typing error, on the machine on which the person is typing.
[[nodiscard]] WordIndexes suggestWords(std::span<const std::uint8_t> typed);

} // namespace sotto::crypto
