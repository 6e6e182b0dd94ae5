#include "crypto/primitives/sha256.h"

#include <sodium.h>

namespace sotto::crypto {

static_assert(Sha256Digest::kSize == crypto_hash_sha256_BYTES);

Sha256Digest sha256(ByteView message)
{
    Sha256Digest out;
    crypto_hash_sha256(out.data(), message.data(), message.size());
    return out;
}

} // namespace sotto::crypto
