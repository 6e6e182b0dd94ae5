#include "crypto/phrase/word_list.h"

#include "crypto/phrase/word_table.h"

namespace sotto::crypto {

namespace {

constexpr std::size_t kUniquePrefixLetters = 4;
constexpr std::size_t kSuggestions = 3;
/// Further away than this a suggestion misleads.
constexpr std::size_t kMaxDistance = 3;

/// The letters @p first to @p first + 3 of every word, packed like a PackedWord.
constexpr std::array<std::uint32_t, kWordListSize> packedLetters(std::size_t first)
{
    std::array<std::uint32_t, kWordListSize> out{};
    for (std::size_t i = 0; i < out.size(); ++i) {
        for (std::size_t j = first; j < std::min(first + 4, kWordTable[i].size()); ++j) {
            out[i] |= std::uint32_t{static_cast<std::uint8_t>(kWordTable[i][j])}
                      << (24U - 8U * (j - first));
        }
    }
    return out;
}

// Halves of 32 bits, so that a search compares four rows with one instruction.
constexpr auto kHeads = packedLetters(0);
constexpr auto kTails = packedLetters(4);

/// All ones if @p value is zero, else zero; no branch.
constexpr std::uint32_t maskIfZero(std::uint32_t value)
{
    return ((value | (0 - value)) >> 31U) - 1;
}

/// Damerau-Levenshtein distance (neighbouring letters may be swapped); both at most 16 long.
std::size_t distance(ByteView a, ByteView b)
{
    std::array<std::array<std::size_t, 17>, 17> d{};
    for (std::size_t i = 0; i <= a.size(); ++i) {
        for (std::size_t j = 0; j <= b.size(); ++j) {
            if (i == 0 || j == 0) {
                d[i][j] = i + j;
                continue;
            }
            const std::size_t change = a[i - 1] == b[j - 1] ? 0 : 1;
            d[i][j] = std::min({d[i - 1][j] + 1, d[i][j - 1] + 1, d[i - 1][j - 1] + change});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
                d[i][j] = std::min(d[i][j], d[i - 2][j - 2] + 1);
            }
        }
    }
    return d[a.size()][b.size()];
}

} // namespace

PackedWord wordAt(std::uint16_t index)
{
    std::uint32_t head = 0;
    std::uint32_t tail = 0;
    for (std::uint32_t i = 0; i < kWordListSize; ++i) {
        const std::uint32_t same = maskIfZero(i ^ index);
        head |= kHeads[i] & same;
        tail |= kTails[i] & same;
    }
    PackedWord out{std::uint64_t{head} << 32U | tail, 0};
    for (std::size_t j = 0; j < kMaxWordLetters; ++j) {
        out.length += 1U & ~maskIfZero(static_cast<std::uint8_t>(out.letters >> (8U * j)));
    }
    return out;
}

std::uint32_t rowOf(const PackedWord& word)
{
    if (word.length == 0 || word.length > kMaxWordLetters) {
        return 0;
    }
    const std::uint64_t compared = word.length >= kUniquePrefixLetters
                                       ? ~std::uint64_t{0} << (64U - 8U * word.length)
                                       : ~std::uint64_t{0};
    const auto head = static_cast<std::uint32_t>(word.letters >> 32U);
    const auto tail = static_cast<std::uint32_t>(word.letters);
    const auto tailCompared = static_cast<std::uint32_t>(compared);
    std::uint32_t found = 0; // the row's number from 1
    for (std::uint32_t i = 0; i < kWordListSize; ++i) {
        const std::uint32_t different = (kHeads[i] ^ head) | ((kTails[i] ^ tail) & tailCompared);
        found |= (i + 1) & maskIfZero(different);
    }
    return found;
}

std::optional<std::uint16_t> findWord(const PackedWord& word)
{
    const std::uint32_t row = rowOf(word);
    return row == 0 ? std::nullopt : std::optional(static_cast<std::uint16_t>(row - 1));
}

void appendWord(std::uint16_t index, SecretBytes& out)
{
    const PackedWord word = wordAt(index);
    for (std::size_t j = 0; j < word.length; ++j) { // the length of the text shows it anyway
        const auto letter = static_cast<std::uint8_t>(word.letters >> (56U - 8U * j));
        out.append({&letter, 1});
    }
}

WordIndexes suggestWords(ByteView typed)
{
    struct Candidate
    {
        std::size_t score;
        std::size_t index;
        auto operator<=>(const Candidate&) const = default;
    };
    std::vector<Candidate, WipingAllocator<Candidate>> candidates;
    typed = typed.first(std::min<std::size_t>(typed.size(), 16));
    for (std::size_t i = 0; i < kWordListSize; ++i) {
        const ByteView word = asBytes(kWordTable[i]);
        const auto shared = static_cast<std::size_t>(
            std::mismatch(typed.begin(), typed.end(), word.begin(), word.end()).first -
            typed.begin());
        // Whoever typed only the beginning of a word meant a word that begins so.
        const std::size_t away = shared == typed.size() ? 1 : distance(typed, word);
        if (away <= kMaxDistance) {
            candidates.push_back({away * 16 - std::min<std::size_t>(shared, 8), i});
        }
    }
    std::ranges::sort(candidates);
    WordIndexes out;
    out.reserve(kSuggestions);
    for (const Candidate& candidate : candidates) {
        if (out.size() == kSuggestions) {
            break;
        }
        out.push_back(static_cast<std::uint16_t>(candidate.index));
    }
    return out;
}

} // namespace sotto::crypto
