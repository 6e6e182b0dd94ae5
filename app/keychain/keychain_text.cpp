#include "app/keychain/keychain_text.h"

#include <array>

#include <sodium.h>

namespace sotto::keychain {

namespace {

constexpr int kVariant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;

} // namespace

QString toKeychainText(const KeychainSecret& secret)
{
    std::array<char, kKeychainTextLength + 1> text{};
    sodium_bin2base64(text.data(), text.size(), secret.data(), KeychainSecret::kSize, kVariant);
    const QString out = QString::fromLatin1(text.data(), kKeychainTextLength);
    sodium_memzero(text.data(), text.size());
    return out;
}

std::optional<KeychainSecret> fromKeychainText(const QByteArray& text)
{
    KeychainSecret secret;
    std::size_t size = 0;
    if (static_cast<std::size_t>(text.size()) != kKeychainTextLength ||
        sodium_base642bin(secret.data(), KeychainSecret::kSize, text.constData(),
                          kKeychainTextLength, nullptr, &size, nullptr, kVariant) != 0 ||
        size != KeychainSecret::kSize) {
        return std::nullopt;
    }
    return secret;
}

// constData() and a cast on purpose: data() would make a copy of its own and wipe that.
void wipeText(QString& text)
{
    sodium_memzero(const_cast<QChar*>(text.constData()),
                   static_cast<std::size_t>(text.size()) * sizeof(QChar));
    text.clear();
}

void wipeText(QByteArray& text)
{
    sodium_memzero(const_cast<char*>(text.constData()), static_cast<std::size_t>(text.size()));
    text.clear();
}

} // namespace sotto::keychain
