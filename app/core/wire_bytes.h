#pragma once

#include "crypto/base/bytes.h"

#include <algorithm>
#include <optional>
#include <string>

/// Between protobuf's strings and the crypto module's views.
namespace sotto::core {

[[nodiscard]] inline crypto::ByteView viewOf(const std::string& field)
{
    return crypto::asBytes(field);
}

[[nodiscard]] inline std::string fieldOf(crypto::ByteView bytes)
{
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// Nothing if the field has not exactly the type's size. For FixedBytes and Secret.
template <class Fixed> [[nodiscard]] std::optional<Fixed> fixedOf(crypto::ByteView field)
{
    if (field.size() != Fixed::kSize) {
        return std::nullopt;
    }
    Fixed out;
    std::copy(field.begin(), field.end(), out.mutableView().begin());
    return out;
}

template <class Fixed> [[nodiscard]] std::optional<Fixed> fixedOf(const std::string& field)
{
    return fixedOf<Fixed>(viewOf(field));
}

} // namespace sotto::core
