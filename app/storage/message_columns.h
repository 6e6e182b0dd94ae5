#pragma once

#include "app/storage/message_store.h"

namespace sotto::storage {

/// Of messages AS m, in the order in which readMessage() takes them.
inline constexpr const char* kMessageColumns =
    "m.id, m.conversation, m.position, m.author, m.uid, m.kind, m.state, m.sent, m.received, "
    "m.edited, m.text, m.quoted, m.claimed";
inline constexpr int kMessageColumnCount = 13;

[[nodiscard]] Message readMessage(const Statement& statement, int first);

} // namespace sotto::storage
