#pragma once

#include "crypto/base/bytes.h"

#include <QString>

namespace sotto::viewmodels {

/// Colours of avatars (UI.md section 2).
inline constexpr int kAvatarColors = 8;

/// First letter of the first and of the last word, upper case; one word, one letter; empty if
/// there are no letters.
[[nodiscard]] QString initialsOf(const QString& name);

/// From the account's identifier; before there is one, from the name.
[[nodiscard]] int colorIndexOf(crypto::ByteView account);
[[nodiscard]] int colorIndexOf(const QString& name);

/// A name of others as one line that cannot turn what stands around it: without control characters
/// and without those that change the direction of writing. Never empty.
[[nodiscard]] QString shownName(const std::string& name);

/// The same for any text that must fit into one line.
[[nodiscard]] QString oneLine(const QString& text);

/// A name inside a sentence, isolated from the direction of the rest.
[[nodiscard]] QString isolated(const QString& name);

} // namespace sotto::viewmodels
