#pragma once

#include "crypto/objects/key_list.h"

namespace sotto::crypto {

/// The end of a card, recovery record or vault: a change of its list that only the root signs, so
/// it takes the phrase. It names the newest change, as any other does, and nothing follows on it:
/// the relay removes the list with all that hangs on it. PROTOCOL.md section 4.1.
[[nodiscard]] Bytes deleteObject(const KeyList& list, const SigningKey& root);

/// Whether @p change is a deletion at all. Judges nothing else.
[[nodiscard]] bool isDeletion(ByteView change);

/// Whether @p change deletes that object, by that root, which is the present one of its list.
/// Behind which change does not count: for whoever knows the root, and perhaps not the newest list.
[[nodiscard]] bool isDeletionBy(const ListOrigin& object, ByteView change);

} // namespace sotto::crypto
