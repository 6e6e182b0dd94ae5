#pragma once

#include "crypto/base/secret.h"

namespace sotto::crypto {

/// Unicode's tables stay outside of this module: the program passes what its toolkit offers.
class UnicodeNormalizer
{
public:
    UnicodeNormalizer() = default;
    UnicodeNormalizer(const UnicodeNormalizer&) = delete;
    UnicodeNormalizer& operator=(const UnicodeNormalizer&) = delete;
    virtual ~UnicodeNormalizer() = default;

    /// Normalization form KD of a UTF-8 text, as UTF-8. Broken sequences may become U+FFFD.
    [[nodiscard]] virtual SecretBytes nfkd(ByteView utf8) const = 0;
};

} // namespace sotto::crypto
