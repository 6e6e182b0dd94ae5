#pragma once

#include "app/core/problem.h"
#include "crypto/base/result.h"
#include "crypto/base/secret.h"

#include <functional>

namespace sotto::core {

/// A place for one secret outside of the database (the system's keychain). Each may take its time,
/// answers once, on the core thread; unanswered is as good as failed. Empty functions: there is no
/// such place, and the secret stays in the encrypted database.
struct SecretKeeper
{
    using Stored = std::function<void(bool)>;
    using Loaded = std::function<void(crypto::Result<crypto::SecretBytes, Problem>)>;

    /// Replaces what is there.
    std::function<void(crypto::SecretBytes secret, Stored done)> store;
    /// KeychainLocked, or KeychainMissing if it is not there.
    std::function<void(Loaded done)> load;
    /// True also if there is none.
    std::function<void(Stored done)> remove;

    [[nodiscard]] bool isThere() const { return store && load && remove; }
};

} // namespace sotto::core
