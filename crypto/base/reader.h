#pragma once

#include "crypto/base/bytes.h"
#include "crypto/base/result.h"
#include "crypto/base/secret.h"

#include <cstdint>

namespace sotto::crypto {

/// Why a fixed layout could not be read, and where.
struct ParseError
{
    enum class Kind : std::uint8_t
    {
        Truncated,      ///< ends before the layout does
        TrailingBytes,  ///< goes on after the layout's end
        UnknownVersion, ///< the version byte is not one that this program knows
        OutOfRange,     ///< a length, count, flag or number is outside its named limit
        NonCanonical,   ///< a second way of writing the same value (order, padding, duplicates)
    };

    Kind kind = Kind::Truncated;
    std::size_t offset = 0; ///< byte offset of the field that is wrong

    bool operator==(const ParseError&) const = default;
};

/// Reads a fixed layout (PROTOCOL.md, "Notation"): integers big-endian, lengths before the bytes.
/// The first failure sticks: later reads return zeros or empty views, and finish() reports it. So
/// a parser reads all of its fields in a row and asks once. A loop over a count stays bounded
/// because count() checks its limit and returns 0 after a failure.
class Reader
{
public:
    explicit Reader(ByteView input)
        : m_input(input)
    {}

    /// Reads a version byte that must equal @p known.
    void version(std::uint8_t known);
    [[nodiscard]] std::uint8_t u8();
    [[nodiscard]] std::uint16_t u16();
    [[nodiscard]] std::uint32_t u32();
    [[nodiscard]] std::uint64_t u64();
    /// One byte that must be 0 or 1.
    [[nodiscard]] bool flag();
    /// The next @p length bytes, as a view into the input.
    [[nodiscard]] ByteView bytes(std::size_t length);
    /// All that is left.
    [[nodiscard]] ByteView rest() { return bytes(remaining()); }
    /// A u16/u32 count or length that may be at most @p maximum.
    [[nodiscard]] std::size_t count16(std::size_t maximum);
    [[nodiscard]] std::size_t count32(std::size_t maximum);
    /// Bytes behind a u16/u32 length of at most @p maximum.
    [[nodiscard]] ByteView bytes16(std::size_t maximum) { return bytes(count16(maximum)); }
    [[nodiscard]] ByteView bytes32(std::size_t maximum) { return bytes(count32(maximum)); }

    /// A FixedBytes of the given type.
    template <class Fixed> [[nodiscard]] Fixed fixed()
    {
        Fixed out;
        read(out.mutableView());
        return out;
    }
    /// A Secret of the given type.
    template <class SecretType> [[nodiscard]] SecretType secret()
    {
        SecretType out;
        read(out.mutableView());
        return out;
    }

    /// Marks the input as wrong at the current place; the first mark wins.
    void fail(ParseError::Kind kind);
    [[nodiscard]] bool failed() const { return m_failed; }
    [[nodiscard]] std::size_t offset() const { return m_offset; }
    [[nodiscard]] std::size_t remaining() const { return m_failed ? 0 : m_input.size() - m_offset; }

    /// The error so far, if there is one; does not ask for the end of the input.
    [[nodiscard]] Result<void, ParseError> check() const;
    /// The error so far, or TrailingBytes if anything is left.
    [[nodiscard]] Result<void, ParseError> finish();

private:
    void read(MutableByteView out);

    ByteView m_input;
    std::size_t m_offset = 0;
    bool m_failed = false;
    ParseError m_error;
};

} // namespace sotto::crypto
