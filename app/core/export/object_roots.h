#pragma once

#include "crypto/objects/key_list.h"
#include "crypto/phrase/master_key.h"

#include <memory>
#include <vector>

namespace sotto::core {

/// The roots of an account's objects while they are to be deleted: of the words, and others that
/// are known. In memory only, and wiped with it.
class ObjectRoots
{
public:
    /// @p keys: null while there are no words.
    explicit ObjectRoots(std::shared_ptr<const crypto::RecoveryKeys> keys)
        : m_keys(std::move(keys))
    {}
    void add(crypto::SigningKey root) { m_more.push_back(std::move(root)); }

    /// The change that deletes a list's object; nothing if its root is none of these.
    [[nodiscard]] std::optional<crypto::Bytes> deletionOf(const crypto::KeyList& list) const;
    /// Who may fetch the recovery record of this name; null if it is another one's.
    [[nodiscard]] std::shared_ptr<const crypto::SigningKey>
    fetchKey(const crypto::ObjectId& locator) const;

private:
    std::shared_ptr<const crypto::RecoveryKeys> m_keys;
    std::vector<crypto::SigningKey> m_more;
};

} // namespace sotto::core
