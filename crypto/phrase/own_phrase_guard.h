#pragma once

#include "crypto/phrase/recovery_phrase.h"

namespace sotto::crypto {

/// Where a recovery phrase stands in a text, in bytes of the text as it was given.
struct PhraseLocation
{
    std::size_t begin = 0;
    std::size_t end = 0;
    bool operator==(const PhraseLocation&) const = default;
};

/// Finds the first 12, 15, 18, 21 or 24 consecutive list words with a valid BIP39 checksum,
/// whoever's phrase they are; ask before any text is kept or sent (DESIGN section 4). Numbers,
/// punctuation and words of one or two letters between do not hide it; other words do. Linear in
/// the text. Twelve list words in a row pass the checksum by chance once in 16 times, by design.
[[nodiscard]] std::optional<PhraseLocation> findRecoveryPhrase(ByteView utf8,
                                                               const UnicodeNormalizer& normalizer);

} // namespace sotto::crypto
