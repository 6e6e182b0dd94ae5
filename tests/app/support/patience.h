#pragma once

namespace sotto::test {

/// Argon2id alone takes seconds on a busy machine: how long what surely comes is waited for.
inline constexpr int kAppPatienceMs = 120'000;

} // namespace sotto::test
