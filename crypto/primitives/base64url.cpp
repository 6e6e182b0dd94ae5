#include "crypto/primitives/base64url.h"

#include <sodium.h>

namespace sotto::crypto {

namespace {

constexpr int kVariant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;

} // namespace

std::string toBase64Url(ByteView bytes)
{
    std::string out(base64UrlLength(bytes.size()) + 1, '\0'); // libsodium ends with a zero
    sodium_bin2base64(out.data(), out.size(), bytes.data(), bytes.size(), kVariant);
    out.pop_back();
    return out;
}

void appendBase64Url(SecretBytes& out, ByteView secret)
{
    const std::size_t begin = out.size();
    const std::size_t length = base64UrlLength(secret.size());
    out.resize(begin + length + 1);
    sodium_bin2base64(reinterpret_cast<char*>(out.data() + begin), length + 1, secret.data(),
                      secret.size(), kVariant);
    out.resize(begin + length);
}

std::optional<SecretBytes> fromBase64Url(std::string_view text)
{
    SecretBytes out(text.size() * 3 / 4);
    if (out.empty()) { // libsodium takes no null pointer; one character is no byte
        return text.empty() ? std::optional(std::move(out)) : std::nullopt;
    }
    std::size_t size = 0;
    if (sodium_base642bin(out.data(), out.size(), text.data(), text.size(), nullptr, &size, nullptr,
                          kVariant) != 0 ||
        base64UrlLength(size) != text.size()) {
        return std::nullopt;
    }
    return out;
}

} // namespace sotto::crypto
