#pragma once

#include "crypto/base/secret.h"

#include <optional>
#include <string>
#include <string_view>

namespace sotto::crypto {

/// Characters of @p size bytes as base64url (RFC 4648 section 5) without padding.
[[nodiscard]] constexpr std::size_t base64UrlLength(std::size_t size)
{
    return (size * 4 + 2) / 3;
}

/// For public bytes.
[[nodiscard]] std::string toBase64Url(ByteView bytes);
/// Appends the characters of @p secret, in time that depends on its length only.
void appendBase64Url(SecretBytes& out, ByteView secret);

/// The bytes of @p text, in time that depends on its length only if it is good. Nothing if a
/// character is foreign (padding and white space too) or unused bits are not zero, so each value
/// has one spelling.
[[nodiscard]] std::optional<SecretBytes> fromBase64Url(std::string_view text);

} // namespace sotto::crypto
