#pragma once

#include "crypto/base/random.h"
#include "crypto/base/result.h"
#include "crypto/phrase/word_scanner.h"

namespace sotto::crypto {

/// 12 words carry 128 bits, which Argon2id makes dearer still: enough, and short enough to write.
inline constexpr std::size_t kDefaultPhraseWords = 12;
inline constexpr std::size_t kMaxPhraseWords = 24;
/// Text that a person may type or paste as a phrase: 24 words with numbering fit 20 times.
inline constexpr std::size_t kMaxPhraseTextBytes = 4096;

/// True for 12, 15, 18, 21 and 24.
[[nodiscard]] constexpr bool isPhraseLength(std::size_t words)
{
    return words >= 12 && words <= kMaxPhraseWords && words % 3 == 0;
}

/// Why a typed phrase was refused, with what a person needs to mend it. A mistyped word tells much
/// of the real one, and so does a suggestion: to be shown, never logged; wiped.
struct PhraseError
{
    enum class Kind : std::uint8_t
    {
        TooLong,       ///< more than kMaxPhraseTextBytes
        UnknownWord,   ///< see position, typed, suggestions
        WrongCount,    ///< wordCount is not 12, 15, 18, 21 or 24
        WrongChecksum, ///< every word is in the list, but one is another or they are out of order
    };

    Kind kind = Kind::TooLong;
    std::size_t wordCount = 0;
    std::size_t position = 0; ///< of the first unknown word, from 1
    SecretBytes typed;        ///< that word as typed
    WordIndexes suggestions;  ///< up to three words of the list, best first (see appendWord)
};

/// A BIP39 phrase (English list), kept as its entropy. Generated, never chosen.
class RecoveryPhrase
{
public:
    /// @p words is 12, 15, 18, 21 or 24.
    [[nodiscard]] static RecoveryPhrase generate(Random& random,
                                                 std::size_t words = kDefaultPhraseWords);
    /// @p entropy has 16, 20, 24, 28 or 32 bytes; nothing for another length.
    [[nodiscard]] static std::optional<RecoveryPhrase> fromEntropy(ByteView entropy);
    /// Reads what a person typed: PROTOCOL.md section 2 says how forgivingly.
    [[nodiscard]] static Result<RecoveryPhrase, PhraseError>
    fromText(ByteView utf8, const UnicodeNormalizer& normalizer);

    [[nodiscard]] ByteView entropy() const { return m_entropy.view(); }
    [[nodiscard]] std::size_t wordCount() const { return m_entropy.size() * 3 / 4; }
    /// The words in lower case with one space between.
    [[nodiscard]] SecretBytes text() const;

private:
    explicit RecoveryPhrase(SecretBytes entropy)
        : m_entropy(std::move(entropy))
    {}

    SecretBytes m_entropy;
};

/// The last 24 words that were pushed, as one string of bits: what BIP39's checksum is computed
/// over without looking at any word twice. Wiped.
class WordBits
{
public:
    WordBits() = default;
    ~WordBits() { wipe({reinterpret_cast<std::uint8_t*>(m_bits.data()), sizeof m_bits}); }
    WordBits(const WordBits&) = delete;
    WordBits& operator=(const WordBits&) = delete;

    void push(std::uint16_t index);
    /// Whether the checksum of the last @p words words (a phrase length) is right. One hash.
    [[nodiscard]] bool isPhrase(std::size_t words) const;
    /// The entropy behind them, whatever their checksum.
    [[nodiscard]] SecretBytes entropyOfLast(std::size_t words) const;

private:
    using Buffer = Secret<WordBits, 40>;
    /// Whole bytes; the last one begins with the checksum of the last @p words words.
    [[nodiscard]] Buffer aligned(std::size_t words) const;

    std::array<std::uint64_t, 5> m_bits{}; ///< big-endian; the newest word ends at the last bit
};

} // namespace sotto::crypto
