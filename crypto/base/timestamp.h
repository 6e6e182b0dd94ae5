#pragma once

#include <compare>
#include <cstdint>

namespace sotto::crypto {

/// A length of time in whole seconds.
struct Duration
{
    std::uint64_t seconds = 0;

    static constexpr Duration minutes(std::uint64_t n) { return {n * 60}; }
    static constexpr Duration hours(std::uint64_t n) { return {n * 3600}; }
    static constexpr Duration days(std::uint64_t n) { return {n * 86400}; }
    auto operator<=>(const Duration&) const = default;
};

/// Seconds since 1970-01-01 UTC. The module reads no clock: the caller passes the time in.
struct Timestamp
{
    std::uint64_t seconds = 0;

    auto operator<=>(const Timestamp&) const = default;

    /// How long @p earlier lies back; zero if it is not earlier, so that a clock that was set back
    /// never makes an enormous unsigned age.
    [[nodiscard]] constexpr Duration since(Timestamp earlier) const
    {
        return {seconds > earlier.seconds ? seconds - earlier.seconds : 0};
    }
    /// Saturates at the largest number instead of wrapping around.
    [[nodiscard]] constexpr Timestamp plus(Duration d) const
    {
        return {seconds > UINT64_MAX - d.seconds ? UINT64_MAX : seconds + d.seconds};
    }
};

} // namespace sotto::crypto
