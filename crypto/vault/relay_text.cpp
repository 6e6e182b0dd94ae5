#include "crypto/vault/relay_text.h"

#include <algorithm>

namespace sotto::crypto {

bool isRelayText(ByteView text)
{
    return !text.empty() && text.size() <= kRelayAddressBytesMax &&
           std::all_of(text.begin(), text.end(),
                       [](std::uint8_t c) { return c > ' ' && c <= '~'; });
}

SecretBytes readRelayText(Reader& in)
{
    const ByteView text = in.bytes16(kRelayAddressBytesMax);
    if (!isRelayText(text)) {
        in.fail(ParseError::Kind::OutOfRange);
    }
    return SecretBytes(text);
}

} // namespace sotto::crypto
