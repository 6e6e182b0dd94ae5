#pragma once

#include "app/cli/exit_status.h"
#include "app/core/profile.h"

namespace sotto::cli {

/// The key that the keychain keeps for a profile. Refused where it is locked, since nobody is asked
/// for a password here, where it has no such entry, and where there is none or it is silent, within
/// some seconds.
[[nodiscard]] crypto::Result<storage::DatabaseKey, Refusal> keyInKeychain(core::Profile& profile,
                                                                          crypto::Random& random);

/// Gives the keychain the key of a new profile. False: there is no keychain here. Refused where it
/// is locked or takes nothing.
[[nodiscard]] crypto::Result<bool, Refusal>
keepInKeychain(core::Profile& profile, const storage::DatabaseKey& key, crypto::Random& random);

} // namespace sotto::cli
