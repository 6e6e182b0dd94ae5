#include "tests/bench/app/made_up_texts.h"

#include <algorithm>
#include <set>

namespace sotto::bench {

MadeUpTexts::MadeUpTexts(std::uint64_t seed)
    : m_state(seed)
{
    static constexpr char kVowels[] = "aeiou";
    static constexpr char kConsonants[] = "bcdfghjklmnprstvwz";
    std::set<std::string> known;
    while (m_words.size() < kWords) {
        std::string word;
        const std::size_t syllables = 1 + random() % 4;
        for (std::size_t i = 0; i < syllables; ++i) {
            word += kConsonants[random() % (sizeof kConsonants - 1)];
            word += kVowels[random() % (sizeof kVowels - 1)];
            if (random() % 2 == 0) {
                word += kConsonants[random() % (sizeof kConsonants - 1)];
            }
        }
        if (known.insert(word).second) {
            m_words.push_back(word);
        }
    }
    double sum = 0;
    for (std::size_t n = 1; n <= kWords; ++n) {
        m_harmonic.push_back(sum += 1.0 / static_cast<double>(n));
    }
}

std::string MadeUpTexts::next()
{
    std::string out;
    if (random() % 20 == 0) {
        for (std::size_t left = 4 + random() % 20; left > 0; --left) {
            out += han(rank(kHan));
        }
        return out;
    }
    for (std::size_t left = 3 + random() % 15; left > 0; --left) {
        out += (out.empty() ? "" : " ") + m_words[rank(kWords)];
    }
    return out;
}

std::string MadeUpTexts::han(std::size_t rank)
{
    const std::size_t character = 0x4E00 + rank * 7 % 0x5000;
    return {static_cast<char>(0xE0U | (character >> 12U)),
            static_cast<char>(0x80U | ((character >> 6U) & 0x3FU)),
            static_cast<char>(0x80U | (character & 0x3FU))};
}

std::uint64_t MadeUpTexts::random()
{
    // splitmix64
    std::uint64_t z = (m_state += 0x9E3779B97F4A7C15U);
    z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9U;
    z = (z ^ (z >> 27U)) * 0x94D049BB133111EBU;
    return z ^ (z >> 31U);
}

std::size_t MadeUpTexts::rank(std::size_t of)
{
    const double at = static_cast<double>(random() >> 11U) / static_cast<double>(1ULL << 53U) *
                      m_harmonic[of - 1];
    const auto found = std::ranges::lower_bound(m_harmonic, at);
    return std::min(of - 1, static_cast<std::size_t>(found - m_harmonic.begin()));
}

} // namespace sotto::bench
