#include "app/core/objects/content_digest.h"

namespace sotto::core {

crypto::Hash digestOfContent(crypto::ByteView content)
{
    return crypto::hash(crypto::labels::kOwnObjectDigest, content);
}

} // namespace sotto::core
