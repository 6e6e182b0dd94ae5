#pragma once

#include "crypto/base/secret.h"

#include <QString>

namespace sotto::viewmodels {

/// Overwrites the text that @p text refers to, and empties it. Copies that share the same memory
/// see zeros; copies made elsewhere stay.
void wipe(QString& text);

/// The UTF-8 bytes of a typed secret, without a copy in other memory.
[[nodiscard]] crypto::SecretBytes toSecret(QStringView text);

/// The same; and the text that was typed is overwritten, in all copies that share its memory.
[[nodiscard]] crypto::SecretBytes takeSecret(QString typed);

} // namespace sotto::viewmodels
