#include "crypto/phrase/recovery_phrase.h"

#include "crypto/primitives/sha256.h"

#include <cassert>

namespace sotto::crypto {

namespace {

constexpr std::size_t kBitsPerWord = 11;

/// entropy || first byte of its SHA-256: the bit string that the words spell.
SecretBytes withChecksum(ByteView entropy)
{
    SecretBytes out;
    out.reserve(entropy.size() + 1);
    out.append(entropy);
    out.append(sha256(entropy).view().first<1>());
    return out;
}

WordIndexes suggestionsFor(ByteView typed)
{
    SecretBytes plain;
    plain.reserve(typed.size());
    for (const std::uint8_t c : typed) {
        const auto lower = static_cast<std::uint8_t>(c | 0x20U);
        if (lower >= 'a' && lower <= 'z') {
            plain.append({&lower, 1});
        }
    }
    return plain.empty() ? WordIndexes() : suggestWords(plain.view());
}

} // namespace

void WordBits::push(std::uint16_t index)
{
    for (std::size_t i = 0; i + 1 < m_bits.size(); ++i) {
        m_bits[i] = m_bits[i] << kBitsPerWord | m_bits[i + 1] >> (64 - kBitsPerWord);
    }
    m_bits.back() = m_bits.back() << kBitsPerWord | index;
}

WordBits::Buffer WordBits::aligned(std::size_t words) const
{
    assert(isPhraseLength(words));
    // The words end at the last bit; BIP39's string begins at the first of a byte.
    const std::size_t unused = (8 - words * kBitsPerWord % 8) % 8;
    Buffer out;
    for (std::size_t i = 0; i < m_bits.size(); ++i) {
        const std::uint64_t next = i + 1 < m_bits.size() ? m_bits[i + 1] : 0;
        // Two shifts, since a shift by 64 is undefined.
        const std::uint64_t part = m_bits[i] << unused | next >> 1U >> (63 - unused);
        for (std::size_t j = 0; j < 8; ++j) {
            out.data()[i * 8 + j] = static_cast<std::uint8_t>(part >> (56 - 8 * j));
        }
    }
    return out;
}

bool WordBits::isPhrase(std::size_t words) const
{
    const Buffer bytes = aligned(words);
    const std::size_t entropyBytes = words * 4 / 3;
    const auto digest = sha256(bytes.view().last(entropyBytes + 1).first(entropyBytes));
    return (digest.data()[0] ^ bytes.view().back()) >> (8 - words / 3) == 0;
}

SecretBytes WordBits::entropyOfLast(std::size_t words) const
{
    const Buffer bytes = aligned(words);
    const std::size_t entropyBytes = words * 4 / 3;
    return SecretBytes(bytes.view().last(entropyBytes + 1).first(entropyBytes));
}

RecoveryPhrase RecoveryPhrase::generate(Random& random, std::size_t words)
{
    assert(isPhraseLength(words));
    SecretBytes entropy(words * 4 / 3);
    random.fill(entropy.mutableView());
    return RecoveryPhrase(std::move(entropy));
}

std::optional<RecoveryPhrase> RecoveryPhrase::fromEntropy(ByteView entropy)
{
    if (entropy.size() % 4 != 0 || !isPhraseLength(entropy.size() * 3 / 4)) {
        return std::nullopt;
    }
    return RecoveryPhrase(SecretBytes(entropy));
}

Result<RecoveryPhrase, PhraseError> RecoveryPhrase::fromText(ByteView utf8,
                                                             const UnicodeNormalizer& normalizer)
{
    PhraseError error;
    if (utf8.size() > kMaxPhraseTextBytes) {
        return Unexpected(std::move(error));
    }
    WordBits bits;
    WordScanner scanner(utf8, normalizer);
    while (const ScannedWord* scanned = scanner.next()) {
        const auto index = scanned->foreign ? std::nullopt : findWord(scanned->word);
        ++error.wordCount;
        if (index) {
            bits.push(*index);
        } else if (error.position == 0) {
            error.position = error.wordCount;
            error.typed = SecretBytes(utf8.subspan(scanned->begin, scanned->end - scanned->begin));
        }
    }
    if (error.position != 0) {
        error.kind = PhraseError::Kind::UnknownWord;
        error.suggestions = suggestionsFor(error.typed.view());
        return Unexpected(std::move(error));
    }
    if (!isPhraseLength(error.wordCount)) {
        error.kind = PhraseError::Kind::WrongCount;
        return Unexpected(std::move(error));
    }
    if (!bits.isPhrase(error.wordCount)) {
        error.kind = PhraseError::Kind::WrongChecksum;
        return Unexpected(std::move(error));
    }
    return RecoveryPhrase(bits.entropyOfLast(error.wordCount));
}

SecretBytes RecoveryPhrase::text() const
{
    const SecretBytes bits = withChecksum(entropy());
    SecretBytes out;
    out.reserve(wordCount() * (kMaxWordLetters + 1));
    for (std::size_t i = 0; i < wordCount(); ++i) {
        unsigned index = 0;
        for (std::size_t j = 0; j < kBitsPerWord; ++j) {
            const std::size_t at = i * kBitsPerWord + j;
            index = index << 1U | ((bits.data()[at / 8] >> (7 - at % 8)) & 1U);
        }
        if (i > 0) {
            out.append(asBytes(" "));
        }
        appendWord(static_cast<std::uint16_t>(index), out);
    }
    return out;
}

} // namespace sotto::crypto
