#pragma once

#include "crypto/base/bytes.h"

#include <cstdlib>
#include <string>
#include <string_view>

namespace sotto::test {

/// Bytes of a hexadecimal text; white space is skipped. Aborts on anything else: only for tests.
[[nodiscard]] crypto::Bytes fromHex(std::string_view text);
[[nodiscard]] std::string toHex(crypto::ByteView bytes);

/// A FixedBytes or Secret from a hexadecimal text of exactly its size.
template <class Value> [[nodiscard]] Value fixedFromHex(std::string_view text)
{
    const crypto::Bytes bytes = fromHex(text);
    if (bytes.size() != Value::kSize) {
        std::abort();
    }
    Value out;
    std::copy(bytes.begin(), bytes.end(), out.mutableView().begin());
    return out;
}

} // namespace sotto::test
