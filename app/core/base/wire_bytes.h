#pragma once

#include "crypto/base/bytes.h"
#include "crypto/base/secret.h"

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

/// A message as it is stored or sealed. Wiped.
template <class Message> [[nodiscard]] crypto::SecretBytes serialized(const Message& message)
{
    crypto::SecretBytes out(message.ByteSizeLong());
    message.SerializeWithCachedSizesToArray(out.data());
    return out;
}

/// Lower-case hexadecimal digits.
[[nodiscard]] inline std::string hexOf(crypto::ByteView bytes)
{
    constexpr std::string_view digits = "0123456789abcdef";
    std::string out;
    for (const std::uint8_t byte : bytes) {
        out += digits[byte >> 4];
        out += digits[byte & 15];
    }
    return out;
}

} // namespace sotto::core
