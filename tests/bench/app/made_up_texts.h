#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace sotto::bench {

/// Texts as people write them, as far as an index can tell: about ten words, whose n-th most common
/// one comes with frequency 1/n. One in twenty is of Han characters. The same ones in every run.
class MadeUpTexts
{
public:
    explicit MadeUpTexts(std::uint64_t seed);
    [[nodiscard]] std::string next();
    /// The @p rank-th most common word, from 0.
    [[nodiscard]] const std::string& word(std::size_t rank) const { return m_words[rank]; }
    [[nodiscard]] static std::string han(std::size_t rank);

    static constexpr std::size_t kWords = 30'000;
    static constexpr std::size_t kHan = 3'000;

private:
    [[nodiscard]] std::uint64_t random();
    [[nodiscard]] std::size_t rank(std::size_t of);

    std::uint64_t m_state;
    std::vector<std::string> m_words;
    std::vector<double> m_harmonic; ///< sums of 1/n
};

} // namespace sotto::bench
