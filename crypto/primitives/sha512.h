#pragma once

#include "crypto/base/bytes.h"

#include <initializer_list>

namespace sotto::crypto {

/// SHA-512 (FIPS 180-4) of public data, for the safety number, whose slowness it makes.
using Sha512Digest = FixedBytes<struct Sha512DigestTag, 64>;

/// Hashes the pieces as if they stood in one row.
[[nodiscard]] Sha512Digest sha512(std::initializer_list<ByteView> pieces);

} // namespace sotto::crypto
