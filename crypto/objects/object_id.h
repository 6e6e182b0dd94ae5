#pragma once

#include "crypto/base/identifiers.h"
#include "crypto/base/reader.h"

namespace sotto::crypto {

/// True for card, recovery record and vault: only these have a key list and signed versions.
[[nodiscard]] constexpr bool isVersioned(ObjectKind kind)
{
    return kind == ObjectKind::Card || kind == ObjectKind::Recovery || kind == ObjectKind::Vault;
}

/// The byte of a kind that isVersioned(); the reader fails (OutOfRange) on any other.
[[nodiscard]] ObjectKind readVersionedKind(Reader& in);

} // namespace sotto::crypto
