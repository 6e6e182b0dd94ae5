#include "crypto/base/init.h"
#include "crypto/phrase/recovery_phrase.h"

#include <cstdlib>

using namespace sotto::crypto;

namespace {

/// Unicode's tables are not the parser's: whatever comes back must be borne.
class SameText final : public UnicodeNormalizer
{
public:
    [[nodiscard]] SecretBytes nfkd(ByteView utf8) const override { return SecretBytes(utf8); }
};

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static const bool ready = initialize();
    if (!ready) {
        std::abort();
    }
    const SameText normalizer;
    const ByteView text(data, size);
    if (const auto phrase = RecoveryPhrase::fromText(text, normalizer)) {
        const auto again = RecoveryPhrase::fromText(phrase->text().view(), normalizer);
        if (!again || !std::ranges::equal(again->entropy(), phrase->entropy())) {
            std::abort();
        }
    } else if (phrase.error().suggestions.size() > 3) {
        std::abort();
    }
    return 0;
}
