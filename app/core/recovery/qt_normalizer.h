#pragma once

#include "crypto/phrase/unicode_normalizer.h"

namespace sotto::core {

/// Unicode's tables as Qt has them. Wipes what it converts by way of QString, as far as Qt hands
/// its buffers out. Without state: any thread.
class QtNormalizer final : public crypto::UnicodeNormalizer
{
public:
    [[nodiscard]] crypto::SecretBytes nfkd(crypto::ByteView utf8) const override;
};

} // namespace sotto::core
