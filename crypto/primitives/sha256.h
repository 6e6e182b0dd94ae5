#pragma once

#include "crypto/base/bytes.h"
#include "crypto/base/secret.h"

namespace sotto::crypto {

/// SHA-256 (FIPS 180-4), only for standards that ask for it (BIP39's checksum); everything of our
/// own is hashed with BLAKE2b. A Secret, because what it hashes is one.
using Sha256Digest = Secret<struct Sha256DigestTag, 32>;

[[nodiscard]] Sha256Digest sha256(ByteView message);

} // namespace sotto::crypto
