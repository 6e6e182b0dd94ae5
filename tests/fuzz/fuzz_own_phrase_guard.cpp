#include "crypto/base/init.h"
#include "crypto/phrase/own_phrase_guard.h"

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
    if (const auto found = findRecoveryPhrase(text, normalizer)) {
        if (found->begin >= found->end || found->end > size ||
            !findRecoveryPhrase(text.subspan(found->begin, found->end - found->begin),
                                normalizer)) {
            std::abort();
        }
    }
    return 0;
}
