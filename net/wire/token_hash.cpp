#include "net/wire/token_hash.h"

#include "crypto/primitives/hash.h"

namespace sotto::wire {

OwnerTokenHash hashOwnerToken(const crypto::ObjectId& object, const OwnerToken& token)
{
    crypto::Hasher hasher(crypto::labels::kOwnerTokenHash);
    hasher.update(object).update(token.view());
    return OwnerTokenHash(hasher.finish().view());
}

} // namespace sotto::wire
