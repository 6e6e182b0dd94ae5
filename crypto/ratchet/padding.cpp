#include "crypto/ratchet/padding.h"

#include <cassert>

namespace sotto::crypto {

std::optional<std::size_t> paddedSize(std::size_t contentBytes)
{
    for (const std::size_t size : kEnvelopeSizes) {
        if (contentBytes <= size - kMessageOverhead - kContentLengthBytes) {
            return size - kMessageOverhead;
        }
    }
    return std::nullopt;
}

void writePadded(ByteView content, KemRatchet& kem, MutableByteView out)
{
    assert(out.size() >= kContentLengthBytes + content.size());
    const auto length = static_cast<std::uint32_t>(content.size());
    for (std::size_t i = 0; i < kContentLengthBytes; ++i) {
        out[i] = static_cast<std::uint8_t>(length >> (24 - 8 * i));
    }
    std::copy(content.begin(), content.end(), out.begin() + kContentLengthBytes);
    const MutableByteView area = out.subspan(kContentLengthBytes + content.size());
    const std::size_t used = kem.writeFragment(area);
    std::fill(area.begin() + static_cast<std::ptrdiff_t>(used), area.end(), std::uint8_t{0});
}

Result<Unpadded, ParseError> readPadded(ByteView padded)
{
    Reader in(padded);
    Unpadded out;
    out.content = in.bytes32(kMaxContentBytes);
    if (in.remaining() > 0 && padded[in.offset()] != 0) {
        out.fragment = KemFragment::read(in);
    }
    const std::size_t fillerAt = in.offset();
    const ByteView filler = in.rest();
    SOTTO_CHECK(in.check());
    if (std::any_of(filler.begin(), filler.end(), [](std::uint8_t b) { return b != 0; })) {
        return Unexpected(ParseError{ParseError::Kind::NonCanonical, fillerAt});
    }
    return out;
}

} // namespace sotto::crypto
