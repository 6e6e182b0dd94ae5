#pragma once

#include "app/storage/contact_store.h"

namespace sotto::storage {

/// Of contacts AS c, in the order in which readContact() takes them.
inline constexpr const char* kContactColumns =
    "c.id, c.account, c.standing, c.name, c.nickname, c.picture IS NOT NULL, c.verified, c.hold, "
    "c.added";
inline constexpr int kContactColumnCount = 9;

[[nodiscard]] Contact readContact(const Statement& statement, int first);

} // namespace sotto::storage
