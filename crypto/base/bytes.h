#pragma once

#include <algorithm>
#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>
#include <vector>

namespace sotto::crypto {

/// Public bytes of any length. Secrets never live here: see secret.h.
using Bytes = std::vector<std::uint8_t>;
using ByteView = std::span<const std::uint8_t>;
using MutableByteView = std::span<std::uint8_t>;

/// A public value of exactly N bytes whose Tag keeps it from being taken for another one of the
/// same length. Compares as bytes, not in constant time: never use it for a secret.
template <class Tag, std::size_t N> struct FixedBytes
{
    static constexpr std::size_t kSize = N;

    std::array<std::uint8_t, N> bytes{};

    FixedBytes() = default;
    explicit FixedBytes(const std::array<std::uint8_t, N>& value)
        : bytes(value)
    {}
    explicit FixedBytes(std::span<const std::uint8_t, N> value)
    {
        std::copy(value.begin(), value.end(), bytes.begin());
    }

    [[nodiscard]] std::span<const std::uint8_t, N> view() const { return bytes; }
    [[nodiscard]] std::span<std::uint8_t, N> mutableView() { return bytes; }
    [[nodiscard]] const std::uint8_t* data() const { return bytes.data(); }
    [[nodiscard]] std::uint8_t* data() { return bytes.data(); }
    [[nodiscard]] bool isZero() const
    {
        return std::all_of(bytes.begin(), bytes.end(), [](std::uint8_t b) { return b == 0; });
    }

    operator ByteView() const
    {
        return bytes;
    } // NOLINT(google-explicit-constructor): a view of public bytes
    auto operator<=>(const FixedBytes&) const = default;
};

/// Hashes public, uniformly distributed values (identifiers, keys) for unordered containers.
struct FixedBytesHash
{
    template <class Tag, std::size_t N>
    std::size_t operator()(const FixedBytes<Tag, N>& value) const
    {
        static_assert(N >= sizeof(std::size_t));
        std::size_t out = 0;
        std::memcpy(&out, value.bytes.data(), sizeof out);
        return out;
    }
};

/// The bytes of an ASCII text, without a terminator.
[[nodiscard]] inline ByteView asBytes(std::string_view text)
{
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

inline void append(Bytes& out, ByteView bytes)
{
    out.insert(out.end(), bytes.begin(), bytes.end());
}

} // namespace sotto::crypto
