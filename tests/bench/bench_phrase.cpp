#include "crypto/phrase/own_phrase_guard.h"
#include "tests/bench/bench_crypto.h"

namespace sotto::bench {

using namespace sotto::crypto;

namespace {

/// The texts measured here are ASCII, which the guard never normalises.
class SameText final : public UnicodeNormalizer
{
public:
    [[nodiscard]] SecretBytes nfkd(ByteView utf8) const override { return SecretBytes(utf8); }
};

} // namespace

/// The worst text: every word is in the list, and no run of them has a valid checksum. Half of the
/// text is the floor, so that a ratio of two shows time that grows as the text does.
void benchPhrase(Suite& suite)
{
    const SameText normalizer;
    std::string text;
    while (text.size() < 65536) {
        text += "zoo ";
    }
    const ByteView whole = asBytes(text);
    const auto search = [&](ByteView searched) {
        return repeated([&normalizer, searched] {
            require(!findRecoveryPhrase(searched, normalizer), "no phrase");
        });
    };
    suite.measure({.name = "phrase_guard.worst.64k",
                   .run = search(whole),
                   .floor = search(whole.first(whole.size() / 2)),
                   .limit = 2.4,
                   .bytes = whole.size()});
}

} // namespace sotto::bench
