#pragma once

#include "app/cli/exit_status.h"
#include "crypto/base/result.h"
#include "crypto/base/secret.h"

#include <filesystem>
#include <optional>

namespace sotto::cli {

/// As long as anybody types; a file that is longer is another one.
inline constexpr std::size_t kPassphraseBytesMax = 1024;

/// The first line end at the end of @p file is no part of it. Without a file, the variable
/// SOTTO_PASSPHRASE, which is wiped from the environment. None if there is neither.
[[nodiscard]] crypto::Result<std::optional<crypto::SecretBytes>, Refusal>
givenPassphrase(const std::optional<std::filesystem::path>& file);

} // namespace sotto::cli
