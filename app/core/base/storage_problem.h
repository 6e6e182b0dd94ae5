#pragma once

#include "app/core/problem.h"
#include "app/storage/key_protection.h"
#include "app/storage/profile_lock.h"

/// What the disk answered, as a Problem: said in one place.
namespace sotto::core {

[[nodiscard]] Problem problemOf(storage::LockError error);
[[nodiscard]] Problem problemOf(storage::KeyError error);
/// WrongKey is damage: a key that was unsealed, or handed over by a keychain, was the right one.
[[nodiscard]] Problem problemOf(storage::OpenError error);
[[nodiscard]] Problem problemOf(const storage::StorageFailure& failure);

} // namespace sotto::core
