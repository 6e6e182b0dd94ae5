#include "net/relay/server/option_values.h"

#include "crypto/channel/host.h"
#include "crypto/primitives/base64url.h"

#include <array>
#include <charconv>

namespace sotto::relay {

using crypto::Unexpected;

namespace {

constexpr std::string_view kFileScheme = "file:";

std::string quoted(std::string_view text)
{
    return "\"" + std::string(text) + "\"";
}

struct Unit
{
    std::string_view name;
    std::uint64_t factor;
};

/// Digits only. Nothing if there are none or the number needs more than 64 bits.
std::optional<std::uint64_t> readDigits(std::string_view text)
{
    std::uint64_t n = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), n);
    if (read.ec != std::errc() || read.ptr != text.data() + text.size()) {
        return std::nullopt;
    }
    return n;
}

/// A number and one of @p units (the empty name for a bare number). Spaces may stand between.
std::optional<std::uint64_t> readWithUnit(std::string_view text, std::span<const Unit> units)
{
    const std::size_t end = std::min(text.find_first_not_of("0123456789"), text.size());
    const auto n = readDigits(text.substr(0, end));
    std::string_view name = text.substr(end);
    name.remove_prefix(std::min(name.find_first_not_of(' '), name.size()));
    for (const Unit& unit : units) {
        if (n && unit.name == name) {
            return *n > UINT64_MAX / unit.factor ? std::nullopt : std::optional(*n * unit.factor);
        }
    }
    return std::nullopt;
}

struct HostAndPort
{
    std::string_view host;
    std::optional<std::string_view> port;
    bool inBrackets = false;
};

HostAndPort splitPort(std::string_view text)
{
    if (text.starts_with('[')) {
        const std::size_t end = text.find("]:");
        if (end != std::string_view::npos) {
            return {text.substr(1, end - 1), text.substr(end + 2), true};
        }
        if (text.ends_with(']')) {
            return {text.substr(1, text.size() - 2), std::nullopt, true};
        }
        return {text, std::nullopt, false};
    }
    const std::size_t colon = text.rfind(':');
    if (colon == std::string_view::npos) {
        return {text, std::nullopt, false};
    }
    return {text.substr(0, colon), text.substr(colon + 1), false};
}

std::optional<std::uint16_t> readPort(std::string_view text, std::uint64_t min)
{
    const auto n = readDigits(text);
    if (!n || *n < min || *n > 65'535) {
        return std::nullopt;
    }
    return static_cast<std::uint16_t>(*n);
}

/// Canonical; nothing for a name.
std::optional<std::string> ipAddress(const HostAndPort& given)
{
    if (given.inBrackets) {
        return crypto::canonicalIpv6(given.host);
    }
    const auto host = crypto::canonicalHost(given.host);
    // canonicalHost takes four numbers for what they are, and no name ends in a number.
    const bool isIpv4 = host && host->back() >= '0' && host->back() <= '9' &&
                        host->find_first_not_of("0123456789.") == std::string::npos;
    return isIpv4 ? host : std::nullopt;
}

} // namespace

Value<std::uint64_t> parseCount(std::string_view text, std::uint64_t min, std::uint64_t max)
{
    const auto n = readDigits(text);
    if (!n || *n < min || *n > max) {
        return Unexpected(quoted(text) + " is no number from " + std::to_string(min) + " to " +
                          std::to_string(max) + ".");
    }
    return *n;
}

Value<std::uint64_t> parseBytes(std::string_view text)
{
    static constexpr std::array<Unit, 6> kUnits = {{{"", 1},
                                                    {"B", 1},
                                                    {"KiB", 1 << 10},
                                                    {"MiB", 1 << 20},
                                                    {"GiB", 1 << 30},
                                                    {"TiB", std::uint64_t{1} << 40}}};
    const auto n = readWithUnit(text, kUnits);
    if (!n) {
        return Unexpected(quoted(text) + " is no size; write bytes, or for example 512KiB, 128MiB "
                                         "or 2GiB.");
    }
    return *n;
}

Value<crypto::Duration> parseDuration(std::string_view text, std::uint64_t unit)
{
    const std::array<Unit, 5> units = {
        {{"", unit}, {"s", 1}, {"m", 60}, {"h", 3'600}, {"d", 86'400}}};
    const auto n = readWithUnit(text, units);
    if (!n) {
        return Unexpected(quoted(text) +
                          " is no length of time; write for example 45s, 10m, 12h or 30d.");
    }
    return crypto::Duration{*n};
}

Value<ListenAddress> parseListenAddress(std::string_view text)
{
    const HostAndPort parts = splitPort(text);
    const auto host = ipAddress(parts);
    const auto port = parts.port ? readPort(*parts.port, 0) : std::nullopt;
    if (!host || !port) {
        return Unexpected(quoted(text) +
                          " is no address to listen on; write for example 127.0.0.1:8080, "
                          "0.0.0.0:443 or [::]:443 (an IP address, no name).");
    }
    return ListenAddress{*host, *port};
}

Value<ListenAddress> parseMetricsAddress(std::string_view text)
{
    if (const auto port = readPort(text, 0)) {
        return ListenAddress{"127.0.0.1", *port};
    }
    return parseListenAddress(text);
}

Value<PublicHost> parsePublicHost(std::string_view text)
{
    const HostAndPort parts = splitPort(text);
    const auto host =
        parts.inBrackets ? crypto::canonicalIpv6(parts.host) : crypto::canonicalHost(parts.host);
    const auto port = parts.port ? readPort(*parts.port, 1) : std::nullopt;
    if (!host || (parts.port && !port)) {
        return Unexpected(quoted(text) +
                          " is no host that clients could connect to; write for example "
                          "relay.example, relay.example:8443 or [2001:db8::1]:443.");
    }
    return PublicHost{*host, port};
}

Value<AccessKeyOption> parseAccessKeyOption(std::string_view text)
{
    AccessKeyOption option;
    if (text == "none") {
        option.source = AccessKeyOption::Source::None;
    } else if (text == "generate") {
        option.source = AccessKeyOption::Source::Generate;
    } else if (text.starts_with(kFileScheme) && text.size() > kFileScheme.size()) {
        option.source = AccessKeyOption::Source::File;
        option.file = text.substr(kFileScheme.size());
    } else {
        const auto bytes = crypto::fromBase64Url(text);
        if (!bytes || bytes->size() != crypto::AccessKey::kSize) {
            return Unexpected(std::string("an access key is \"generate\", \"none\", file:PATH, or "
                                          "the 43 characters that end a sotto:// address."));
        }
        std::ranges::copy(bytes->view(), option.key.mutableView().begin());
        option.source = AccessKeyOption::Source::Given;
        if (option.key == crypto::AccessKey()) {
            return Unexpected(std::string("an access key of zeros is none; write \"none\" for a "
                                          "relay that is open to everybody."));
        }
    }
    return option;
}

Value<LogLevel> parseLogLevel(std::string_view text)
{
    static constexpr std::array<std::pair<std::string_view, LogLevel>, 4> kLevels = {
        {{"error", LogLevel::Error},
         {"warning", LogLevel::Warning},
         {"info", LogLevel::Info},
         {"debug", LogLevel::Debug}}};
    for (const auto& [name, level] : kLevels) {
        if (name == text) {
            return level;
        }
    }
    return Unexpected(quoted(text) + " is no log level; write error, warning, info or debug.");
}

} // namespace sotto::relay
