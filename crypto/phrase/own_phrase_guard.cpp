#include "crypto/phrase/own_phrase_guard.h"

namespace sotto::crypto {

namespace {

/// List words have three letters or more: "a)", "2nd" and "no" are numbering.
constexpr std::size_t kShortestWord = 3;

} // namespace

std::optional<PhraseLocation> findRecoveryPhrase(ByteView utf8, const UnicodeNormalizer& normalizer)
{
    WordBits bits; // of the run of list words that ends here
    std::size_t run = 0;
    std::array<std::size_t, kMaxPhraseWords> begins{}; // of the run's last words, in a ring
    WordScanner scanner(utf8, normalizer);
    while (const ScannedWord* scanned = scanner.next()) {
        if (!scanned->foreign && scanned->word.length < kShortestWord) {
            continue;
        }
        const auto index = scanned->foreign ? std::nullopt : findWord(scanned->word);
        if (!index) {
            run = 0;
            continue;
        }
        bits.push(*index);
        begins[run % begins.size()] = scanned->begin;
        ++run;
        for (std::size_t count = 12; count <= std::min(run, kMaxPhraseWords); count += 3) {
            if (bits.isPhrase(count)) {
                return PhraseLocation{begins[(run - count) % begins.size()], scanned->end};
            }
        }
    }
    return std::nullopt;
}

} // namespace sotto::crypto
