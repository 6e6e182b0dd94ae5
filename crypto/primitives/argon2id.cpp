#include "crypto/primitives/argon2id.h"

#include <sodium.h>

namespace sotto::crypto {

bool argon2id(ByteView password, std::span<const std::uint8_t, 16> salt, const Argon2idCost& cost,
              MutableByteView out)
{
    static_assert(crypto_pwhash_argon2id_SALTBYTES == 16);
    return crypto_pwhash_argon2id(out.data(), out.size(),
                                  reinterpret_cast<const char*>(password.data()), password.size(),
                                  salt.data(), cost.passes, cost.memoryBytes,
                                  crypto_pwhash_argon2id_ALG_ARGON2ID13) == 0;
}

} // namespace sotto::crypto
