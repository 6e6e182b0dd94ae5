#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace sotto::crypto {

/// The canonical form of an ASCII host name (letters, digits, hyphens; labels of 1 to 63, no
/// final dot) or of a dotted IPv4 address. A name whose last label is a number is not one.
[[nodiscard]] std::optional<std::string> canonicalHost(std::string_view text);
/// The form of RFC 5952 section 4 of an IPv6 address without brackets. Groups are hexadecimal
/// only: neither a zone nor a dotted end.
[[nodiscard]] std::optional<std::string> canonicalIpv6(std::string_view text);

} // namespace sotto::crypto
