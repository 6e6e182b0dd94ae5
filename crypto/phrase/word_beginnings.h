#pragma once

#include "crypto/phrase/word_list.h"

namespace sotto::crypto {

/// Up to @p most words of the list that begin with @p letters (lower-case), in its order; none for
/// no letters. Not in constant time: for the machine on which the person is typing, as
/// suggestWords().
[[nodiscard]] WordIndexes wordsBeginningWith(std::span<const std::uint8_t> letters,
                                             std::size_t most);

} // namespace sotto::crypto
