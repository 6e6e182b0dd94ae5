#include "crypto/primitives/sha512.h"

#include <sodium.h>

namespace sotto::crypto {

static_assert(Sha512Digest::kSize == crypto_hash_sha512_BYTES);

Sha512Digest sha512(std::initializer_list<ByteView> pieces)
{
    crypto_hash_sha512_state state;
    crypto_hash_sha512_init(&state);
    for (const ByteView piece : pieces) {
        crypto_hash_sha512_update(&state, piece.data(), piece.size());
    }
    Sha512Digest out;
    crypto_hash_sha512_final(&state, out.data());
    return out;
}

} // namespace sotto::crypto
