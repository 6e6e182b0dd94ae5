// The recovery phrase: rows of the list, the checksum, the keys. Three things are left out, because
// they are public by design (PROTOCOL.md section 2): where the words of a typed text begin and end,
// whether each is in the list, and how long the words are that text() writes. Argon2id is
// libsodium's and chooses addresses by its data after its first half pass, as its standard says.
#include "crypto/base/init.h"
#include "crypto/phrase/master_key.h"
#include "tests/ct/ct.h"

using namespace sotto;
using namespace sotto::crypto;

namespace {

void wordsAndBits()
{
    const auto entropy = ct::makeSecret<Secret<struct CtEntropyTag, 32>>(1);
    WordBits bits;
    for (std::size_t i = 0; i < kMaxPhraseWords; ++i) {
        const auto index = static_cast<std::uint16_t>(
            (entropy.data()[i] << 3U | entropy.data()[i + 1] >> 5U) & 0x7FFU);
        const PackedWord word = wordAt(index);
        // The row is found again; the length of the word is public.
        const PackedWord typed{word.letters, ct::declassified(word.length)};
        const std::uint32_t row = rowOf(typed);
        ct::require(ct::declassified(row) == ct::declassified(index) + 1U, "the row is found");
        bits.push(index);
    }
    for (std::size_t words = 12; words <= kMaxPhraseWords; words += 3) {
        // Whether a phrase is accepted is public.
        static_cast<void>(ct::declassified(bits.isPhrase(words)));
        ct::require(bits.entropyOfLast(words).size() == words * 4 / 3, "entropy");
    }
}

void keys()
{
    const MasterKey master(ct::makeSecret<Secret<struct MasterKeyTag, 32>>(2));
    const RecoveryKeys keys = deriveRecoveryKeys(master);
    // Public keys stand in the log; the locator is shown to the relay.
    ct::declassify(keys.signingKey.publicKey());
    ct::declassify(keys.locator.view());
    ct::require(!keys.locator.view().empty(), "keys");
}

} // namespace

int main()
{
    ct::require(initialize(), "libsodium does not answer rightly");
    wordsAndBits();
    keys();
}
