#include "crypto/base/reader.h"

namespace sotto::crypto {

void Reader::fail(ParseError::Kind kind)
{
    if (!m_failed) {
        m_failed = true;
        m_error = {kind, m_offset};
    }
}

ByteView Reader::bytes(std::size_t length)
{
    if (m_failed) {
        return {};
    }
    if (length > m_input.size() - m_offset) {
        fail(ParseError::Kind::Truncated);
        return {};
    }
    const ByteView out = m_input.subspan(m_offset, length);
    m_offset += length;
    return out;
}

void Reader::read(MutableByteView out)
{
    const ByteView in = bytes(out.size());
    if (in.size() == out.size()) {
        std::copy(in.begin(), in.end(), out.begin());
    }
}

void Reader::version(std::uint8_t known)
{
    const std::size_t at = m_offset;
    const std::uint8_t got = u8();
    if (!m_failed && got != known) {
        m_offset = at;
        fail(ParseError::Kind::UnknownVersion);
    }
}

namespace {

template <class Integer> Integer bigEndian(ByteView bytes)
{
    std::uint64_t out = 0;
    for (const std::uint8_t b : bytes) {
        out = (out << 8U) | b;
    }
    return static_cast<Integer>(out);
}

} // namespace

std::uint8_t Reader::u8()
{
    return bigEndian<std::uint8_t>(bytes(1));
}

std::uint16_t Reader::u16()
{
    return bigEndian<std::uint16_t>(bytes(2));
}

std::uint32_t Reader::u32()
{
    return bigEndian<std::uint32_t>(bytes(4));
}

std::uint64_t Reader::u64()
{
    return bigEndian<std::uint64_t>(bytes(8));
}

bool Reader::flag()
{
    const std::size_t at = m_offset;
    const std::uint8_t value = u8();
    if (value > 1) {
        m_offset = at;
        fail(ParseError::Kind::NonCanonical);
    }
    return value == 1;
}

std::size_t Reader::count16(std::size_t maximum)
{
    const std::size_t at = m_offset;
    const std::size_t value = u16();
    if (value > maximum) {
        m_offset = at;
        fail(ParseError::Kind::OutOfRange);
    }
    return m_failed ? 0 : value;
}

std::size_t Reader::count32(std::size_t maximum)
{
    const std::size_t at = m_offset;
    const std::size_t value = u32();
    if (value > maximum) {
        m_offset = at;
        fail(ParseError::Kind::OutOfRange);
    }
    return m_failed ? 0 : value;
}

Result<void, ParseError> Reader::check() const
{
    if (m_failed) {
        return Unexpected(m_error);
    }
    return {};
}

Result<void, ParseError> Reader::finish()
{
    if (!m_failed && m_offset != m_input.size()) {
        fail(ParseError::Kind::TrailingBytes);
    }
    return check();
}

} // namespace sotto::crypto
