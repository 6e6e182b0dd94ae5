#pragma once

#include "app/keychain/keychain.h"

#include <optional>

#include <QByteArray>
#include <QString>

namespace sotto::keychain {

/// Base64url of 32 bytes, without padding.
constexpr std::size_t kKeychainTextLength = 43;

/// The entry's text. Whoever calls wipes it with wipeText().
[[nodiscard]] QString toKeychainText(const KeychainSecret& secret);
/// Empty if @p text is not what toKeychainText() makes.
[[nodiscard]] std::optional<KeychainSecret> fromKeychainText(const QByteArray& text);

/// Overwrites the characters themselves, also where others share them.
void wipeText(QString& text);
void wipeText(QByteArray& text);

} // namespace sotto::keychain
