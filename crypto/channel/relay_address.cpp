#include "crypto/channel/relay_address.h"

#include "crypto/channel/address_parts.h"
#include "crypto/channel/host.h"
#include "crypto/primitives/base64url.h"

#include <charconv>

namespace sotto::crypto {

namespace {

constexpr std::string_view kScheme = "sotto://";
constexpr std::string_view kRelayPath = "/#";
constexpr std::string_view kInvitePath = "/i/#";

bool hasScheme(std::string_view text)
{
    return std::ranges::equal(text.substr(0, kScheme.size()), kScheme, [](char a, char b) {
        return (a >= 'A' && a <= 'Z' ? static_cast<char>(a - 'A' + 'a') : a) == b;
    });
}

/// Takes "host[:port]" apart into @p out.
Result<void, AddressError> readAuthority(std::string_view text, RelayAddress& out)
{
    std::optional<std::string> host;
    std::string_view port;
    if (text.starts_with('[')) {
        const std::size_t end = text.find(']');
        if (end == std::string_view::npos) {
            return Unexpected(AddressError::BadHost);
        }
        host = canonicalIpv6(text.substr(1, end - 1));
        port = text.substr(end + 1);
    } else {
        const std::size_t end = std::min(text.find(':'), text.size());
        host = canonicalHost(text.substr(0, end));
        port = text.substr(end);
    }
    if (!host) {
        return Unexpected(AddressError::BadHost);
    }
    if (!port.empty()) {
        if (port.size() < 2 || port[0] != ':' || port[1] == '0') {
            return Unexpected(AddressError::BadPort);
        }
        const auto read = std::from_chars(port.begin() + 1, port.end(), out.port);
        if (read.ec != std::errc() || read.ptr != port.end()) {
            return Unexpected(AddressError::BadPort);
        }
    }
    out.host = std::move(*host);
    return {};
}

/// The part up to the next dot, taken off @p rest together with that dot.
std::string_view takePart(std::optional<std::string_view>& rest)
{
    const std::size_t dot = rest->find('.');
    const std::string_view part = rest->substr(0, dot);
    rest = dot == std::string_view::npos ? std::nullopt : std::optional(rest->substr(dot + 1));
    return part;
}

/// Fills a 32-byte value.
bool decodePart(std::string_view part, std::span<std::uint8_t, 32> out)
{
    if (part.size() != base64UrlLength(out.size())) {
        return false;
    }
    const auto bytes = fromBase64Url(part);
    if (!bytes) {
        return false;
    }
    std::ranges::copy(bytes->view(), out.begin());
    return true;
}

} // namespace

Result<RelayAddress, AddressError> parseAddress(std::string_view text, InviteSecret* secret)
{
    if (text.size() > kMaxAddressCharacters) {
        return Unexpected(AddressError::TooLong);
    }
    if (!hasScheme(text)) {
        return Unexpected(AddressError::WrongScheme);
    }
    text.remove_prefix(kScheme.size());
    const std::size_t slash = std::min(text.find_first_of("/#?"), text.size());
    RelayAddress out;
    SOTTO_CHECK(readAuthority(text.substr(0, slash), out));
    text.remove_prefix(slash);
    const bool isInvite = text.starts_with(kInvitePath);
    if (!isInvite && !text.starts_with(kRelayPath)) {
        return Unexpected(AddressError::BadPath);
    }
    if (isInvite && secret == nullptr) {
        return Unexpected(AddressError::IsInvite);
    }
    if (!isInvite && secret != nullptr) {
        return Unexpected(AddressError::IsNoInvite);
    }
    std::optional rest = text.substr(isInvite ? kInvitePath.size() : kRelayPath.size());
    if (!decodePart(takePart(rest), out.fingerprint.mutableView())) {
        return Unexpected(AddressError::BadFingerprint);
    }
    if (secret && (!rest || !decodePart(takePart(rest), secret->mutableView()))) {
        return Unexpected(AddressError::BadInviteSecret);
    }
    if (rest && (!decodePart(takePart(rest), out.accessKey.mutableView()) ||
                 out.accessKey == AccessKey())) {
        return Unexpected(AddressError::BadAccessKey);
    }
    if (rest) {
        return Unexpected(AddressError::TrailingPart);
    }
    return out;
}

SecretBytes formatAddress(const RelayAddress& address, const InviteSecret* secret)
{
    const bool isIpv6 = address.host.find(':') != std::string::npos;
    std::string head(kScheme);
    head += isIpv6 ? "[" + address.host + "]" : address.host;
    if (address.port != kDefaultRelayPort) {
        head += ":" + std::to_string(address.port);
    }
    head += secret ? kInvitePath : kRelayPath;
    head += toBase64Url(address.fingerprint);
    SecretBytes out(asBytes(head));
    if (secret) {
        out.append(asBytes("."));
        appendBase64Url(out, secret->view());
    }
    if (!(address.accessKey == AccessKey())) {
        out.append(asBytes("."));
        appendBase64Url(out, address.accessKey.view());
    }
    return out;
}

Result<RelayAddress, AddressError> RelayAddress::parse(std::string_view text)
{
    return parseAddress(text, nullptr);
}

SecretBytes RelayAddress::format() const
{
    return formatAddress(*this, nullptr);
}

} // namespace sotto::crypto
