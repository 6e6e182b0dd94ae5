#pragma once

#include "crypto/base/result.h"
#include "crypto/base/timestamp.h"
#include "net/relay/server/relay_options.h"

#include <string>
#include <string_view>

/// The values of options, as people write them. Each error says what was expected.
namespace sotto::relay {

template <class T> using Value = crypto::Result<T, std::string>;

[[nodiscard]] Value<std::uint64_t> parseCount(std::string_view text, std::uint64_t min,
                                              std::uint64_t max);
/// "1048576", "512KiB", "128 MiB", "2GiB": whole numbers, powers of 1024.
[[nodiscard]] Value<std::uint64_t> parseBytes(std::string_view text);
/// "45s", "10m", "12h", "30d"; a bare number is in @p unit seconds.
[[nodiscard]] Value<crypto::Duration> parseDuration(std::string_view text, std::uint64_t unit);
/// "127.0.0.1:8080", "[::1]:8080".
[[nodiscard]] Value<ListenAddress> parseListenAddress(std::string_view text);
/// The same, or a port alone, which means 127.0.0.1.
[[nodiscard]] Value<ListenAddress> parseMetricsAddress(std::string_view text);
/// "relay.example", "relay.example:8443", "[2001:db8::1]:443".
[[nodiscard]] Value<PublicHost> parsePublicHost(std::string_view text);
[[nodiscard]] Value<AccessKeyOption> parseAccessKeyOption(std::string_view text);
[[nodiscard]] Value<LogLevel> parseLogLevel(std::string_view text);

} // namespace sotto::relay
