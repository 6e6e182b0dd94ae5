#pragma once

#include "crypto/base/identifiers.h"

namespace sotto::wire {

/// Who made a blob or an invite shows it to change or delete that object; the relay keeps its hash.
using OwnerToken = crypto::Secret<struct OwnerTokenTag, 32>;
/// H("sotto1 deltoken", object || token).
using OwnerTokenHash = crypto::FixedBytes<struct OwnerTokenHashTag, 32>;

[[nodiscard]] OwnerTokenHash hashOwnerToken(const crypto::ObjectId& object,
                                            const OwnerToken& token);

} // namespace sotto::wire
