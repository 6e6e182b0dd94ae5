#include "app/core/export/object_roots.h"

#include "crypto/objects/object_deletion.h"

#include <algorithm>

namespace sotto::core {

std::optional<crypto::Bytes> ObjectRoots::deletionOf(const crypto::KeyList& list) const
{
    std::vector<const crypto::SigningKey*> roots;
    if (m_keys) {
        roots = {&m_keys->recordRoot, &m_keys->cardRoot, &m_keys->vaultRoot};
    }
    for (const crypto::SigningKey& root : m_more) {
        roots.push_back(&root);
    }
    const auto root = std::ranges::find_if(roots, [&](const crypto::SigningKey* candidate) {
        return candidate->publicKey() == list.root();
    });
    return root != roots.end() ? std::optional(crypto::deleteObject(list, **root)) : std::nullopt;
}

std::shared_ptr<const crypto::SigningKey>
ObjectRoots::fetchKey(const crypto::ObjectId& locator) const
{
    return m_keys && m_keys->locator == locator
               ? std::shared_ptr<const crypto::SigningKey>(m_keys, &m_keys->fetchKey)
               : nullptr;
}

} // namespace sotto::core
