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

} // namespace

std::optional<SecretBytes> entropyOf(std::span<const std::uint16_t> words)
{
    if (!isPhraseLength(words.size())) {
        return std::nullopt;
    }
    SecretBytes bits(words.size() * kBitsPerWord / 8 + 1);
    const MutableByteView out = bits.mutableView();
    for (std::size_t i = 0; i < words.size(); ++i) {
        for (std::size_t j = 0; j < kBitsPerWord; ++j) {
            const std::size_t at = i * kBitsPerWord + j;
            const unsigned bit = (words[i] >> (kBitsPerWord - 1 - j)) & 1U;
            out[at / 8] = static_cast<std::uint8_t>(out[at / 8] | (bit << (7 - at % 8)));
        }
    }
    const std::size_t entropyBytes = words.size() * 4 / 3;
    const unsigned unused = 8U - static_cast<unsigned>(words.size() / 3);
    SecretBytes entropy(bits.view().first(entropyBytes));
    const auto digest = sha256(entropy.view());
    if ((digest.data()[0] >> unused) != (bits.data()[entropyBytes] >> unused)) {
        return std::nullopt;
    }
    return entropy;
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
        return Unexpected(error);
    }
    WordIndexes words;
    words.reserve(kMaxPhraseWords);
    WordScanner scanner(utf8, normalizer);
    while (const auto scanned = scanner.next()) {
        const auto index = scanned->foreign ? std::nullopt : findWord(scanned->word);
        ++error.wordCount;
        if (index) {
            words.push_back(*index);
        } else if (error.position == 0) {
            error.position = error.wordCount;
            const ByteView typed = utf8.subspan(scanned->begin, scanned->end - scanned->begin);
            error.typed.assign(typed.begin(), typed.end());
        }
    }
    if (error.position != 0) {
        error.kind = PhraseError::Kind::UnknownWord;
        std::string plain;
        for (const char c : error.typed) {
            if ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') {
                plain.push_back(static_cast<char>(c | 0x20));
            }
        }
        error.suggestions = plain.empty() ? std::vector<std::string>() : suggestWords(plain);
        return Unexpected(error);
    }
    if (!isPhraseLength(words.size())) {
        error.kind = PhraseError::Kind::WrongCount;
        return Unexpected(error);
    }
    auto entropy = entropyOf(words);
    if (!entropy) {
        error.kind = PhraseError::Kind::WrongChecksum;
        return Unexpected(error);
    }
    return RecoveryPhrase(std::move(*entropy));
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
