#pragma once

#include "crypto/primitives/hash.h"

namespace sotto::core {

/// By which a writer of an object knows what it said last. For its own database.
[[nodiscard]] crypto::Hash digestOfContent(crypto::ByteView content);

} // namespace sotto::core
