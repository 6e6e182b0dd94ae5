#include "crypto/vault/body_padding.h"

#include "crypto/base/writer.h"

#include <algorithm>

namespace sotto::crypto {

namespace {

constexpr std::size_t kLengthBytes = 4;

std::optional<std::size_t> paddedBodySize(std::size_t content, std::span<const std::size_t> sizes)
{
    for (const std::size_t size : sizes) {
        if (content <= size - kLengthBytes) {
            return size;
        }
    }
    return std::nullopt;
}

} // namespace

std::optional<SecretBytes> padBody(ByteView content, std::span<const std::size_t> sizes)
{
    const auto size = paddedBodySize(content.size(), sizes);
    if (!size) {
        return std::nullopt;
    }
    SecretWriter out(*size);
    out.bytes32(content);
    SecretBytes padded = std::move(out).take();
    padded.resize(*size);
    return padded;
}

Result<ByteView, ParseError> unpadBody(ByteView padded, std::span<const std::size_t> sizes)
{
    Reader in(padded);
    const ByteView content = in.bytes32(sizes.back() - kLengthBytes);
    const std::size_t fillerAt = in.offset();
    const ByteView filler = in.rest();
    SOTTO_CHECK(in.check());
    if (paddedBodySize(content.size(), sizes) != padded.size() ||
        std::any_of(filler.begin(), filler.end(), [](std::uint8_t b) { return b != 0; })) {
        return Unexpected(ParseError{ParseError::Kind::NonCanonical, fillerAt});
    }
    return content;
}

} // namespace sotto::crypto
