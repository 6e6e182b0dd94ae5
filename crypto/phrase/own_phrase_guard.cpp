#include "crypto/phrase/own_phrase_guard.h"

namespace sotto::crypto {

namespace {

/// List words have three letters or more: "a)", "2nd" and "no" are numbering.
constexpr std::size_t kShortestWord = 3;

} // namespace

std::optional<PhraseLocation> findRecoveryPhrase(ByteView utf8, const UnicodeNormalizer& normalizer)
{
    WordIndexes words; // the run of list words that ends here, at most 24
    std::vector<PhraseLocation> places;
    WordScanner scanner(utf8, normalizer);
    while (const auto scanned = scanner.next()) {
        if (!scanned->foreign && scanned->word.length < kShortestWord) {
            continue;
        }
        const auto index = scanned->foreign ? std::nullopt : findWord(scanned->word);
        if (!index) {
            words.clear();
            places.clear();
            continue;
        }
        if (words.size() == kMaxPhraseWords) {
            words.erase(words.begin());
            places.erase(places.begin());
        }
        words.push_back(*index);
        places.push_back({scanned->begin, scanned->end});
        for (std::size_t count = 12; count <= words.size(); count += 3) {
            if (entropyOf(std::span(words).last(count))) {
                return PhraseLocation{places[places.size() - count].begin, scanned->end};
            }
        }
    }
    return std::nullopt;
}

} // namespace sotto::crypto
