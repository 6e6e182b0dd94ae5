#pragma once

#include "app/cli/exit_status.h"
#include "crypto/base/result.h"
#include "crypto/phrase/recovery_phrase.h"

namespace sotto::cli {

/// The twelve words from standard input, numbered, in any case and spacing. A terminal does not
/// show them. Refused as phrase-wrong, with the place of a word that is not on the list; what was
/// typed is not repeated.
[[nodiscard]] crypto::Result<crypto::RecoveryPhrase, Refusal> typedWords();

} // namespace sotto::cli
