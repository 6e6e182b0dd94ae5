#pragma once

#include "crypto/channel/channel_keys.h"

#include <string>
#include <string_view>

/// The texts that people hand to one another (PROTOCOL.md section 11).
namespace sotto::crypto {

/// The port of an address that names none: that of wss.
inline constexpr std::uint16_t kDefaultRelayPort = 443;
/// DNS allows no longer name.
inline constexpr std::size_t kMaxHostCharacters = 253;
inline constexpr std::size_t kMaxHostLabelCharacters = 63;
/// The longest canonical text has 404 characters; more is refused before it is looked at.
inline constexpr std::size_t kMaxAddressCharacters = 512;

/// What is wrong with a text, in the order in which it is read.
enum class AddressError : std::uint8_t
{
    TooLong,         ///< more than kMaxAddressCharacters
    WrongScheme,     ///< does not begin with sotto://
    BadHost,         ///< neither an ASCII host name, an IPv4 address nor an IPv6 one in brackets
    BadPort,         ///< not 1 to 65535, or written with a leading zero
    IsInvite,        ///< an invite where a relay's address is expected
    IsNoInvite,      ///< a relay's address where an invite is expected
    BadPath,         ///< neither "/" nor "/i/", or without the part after "#"
    BadFingerprint,  ///< not 43 characters of base64url: cut off when copied?
    BadInviteSecret, ///< not 43 characters of base64url
    BadAccessKey,    ///< not 43 characters of base64url, or of 32 zero bytes
    TrailingPart,    ///< goes on after the last part
};

/// Where a relay is and which key it must show.
///
///     sotto://host[:port]/#FINGERPRINT[.ACCESSKEY]
struct RelayAddress
{
    std::string host; ///< lower case; an IPv6 address without brackets, as RFC 5952 writes it
    std::uint16_t port = kDefaultRelayPort;
    RelayFingerprint fingerprint;
    AccessKey accessKey; ///< all zero if the relay serves everybody

    [[nodiscard]] static Result<RelayAddress, AddressError> parse(std::string_view text);
    /// The one canonical text; parse() of it gives this again.
    [[nodiscard]] SecretBytes format() const;
};

} // namespace sotto::crypto
