#pragma once

#include "app/core/objects/object_context.h"
#include "crypto/objects/key_list.h"

#include <vector>

namespace sotto::core {

/// An object that this account left behind: at a relay from which it moved, or the recovery record
/// of words that were replaced. It is deleted with the account.
struct FormerObject
{
    crypto::SecretBytes relay; ///< its address, as text
    crypto::ObjectKind kind = crypto::ObjectKind::Card;
    crypto::ObjectId id;
    std::uint32_t changes = 0; ///< of its list: so many the relay surely has
    crypto::Bytes deletion;    ///< signed already, as its root is not known any more; or empty
};

/// More than anybody leaves behind. The oldest are forgotten.
inline constexpr std::size_t kFormerObjectsMax = 64;

/// Takes the place of what is known of that object at that relay. In the running transaction.
void rememberFormer(ObjectContext& context, FormerObject object);
/// The oldest first.
[[nodiscard]] std::vector<FormerObject> formerObjects(storage::StateStore& state);

/// A list as it was behind so many of its changes; nothing if these are none.
[[nodiscard]] std::optional<crypto::KeyList> listBehind(const std::vector<crypto::Bytes>& changes,
                                                        std::size_t count);

} // namespace sotto::core
