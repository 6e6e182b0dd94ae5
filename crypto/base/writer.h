#pragma once

#include "crypto/base/bytes.h"
#include "crypto/base/secret.h"

#include <cassert>
#include <cstdint>

namespace sotto::crypto {

/// Writes the layouts that Reader reads. @p Buffer is Bytes, or SecretBytes for anything that
/// holds a secret, so that no unwiped copy is left behind.
template <class Buffer> class BasicWriter
{
public:
    BasicWriter() = default;
    explicit BasicWriter(std::size_t sizeHint) { m_out.reserve(sizeHint); }

    BasicWriter& u8(std::uint8_t value) { return integer(value, 1); }
    BasicWriter& u16(std::uint16_t value) { return integer(value, 2); }
    BasicWriter& u32(std::uint32_t value) { return integer(value, 4); }
    BasicWriter& u64(std::uint64_t value) { return integer(value, 8); }
    BasicWriter& flag(bool value) { return u8(value ? 1 : 0); }
    BasicWriter& bytes(ByteView value)
    {
        if constexpr (requires { m_out.append(value); }) {
            m_out.append(value);
        } else {
            append(m_out, value);
        }
        return *this;
    }
    /// A count or length; larger than the integer is a programmer's error.
    BasicWriter& count16(std::size_t value)
    {
        assert(value <= 0xFFFF);
        return integer(value, 2);
    }
    BasicWriter& count32(std::size_t value)
    {
        assert(value <= 0xFFFFFFFF);
        return integer(value, 4);
    }
    BasicWriter& bytes16(ByteView value) { return count16(value.size()).bytes(value); }
    BasicWriter& bytes32(ByteView value) { return count32(value.size()).bytes(value); }

    [[nodiscard]] ByteView view() const
    {
        if constexpr (requires { m_out.view(); }) {
            return m_out.view();
        } else {
            return m_out;
        }
    }
    [[nodiscard]] Buffer take() && { return std::move(m_out); }

private:
    BasicWriter& integer(std::uint64_t value, unsigned size)
    {
        std::uint8_t encoded[8];
        for (unsigned i = 0; i < size; ++i) {
            encoded[i] = static_cast<std::uint8_t>(value >> (8 * (size - 1 - i)));
        }
        return bytes({encoded, size});
    }

    Buffer m_out;
};

using Writer = BasicWriter<Bytes>;
using SecretWriter = BasicWriter<SecretBytes>;

} // namespace sotto::crypto
