#pragma once

#include "crypto/base/result.h"
#include "crypto/base/secret.h"

#include <cstddef>

namespace sotto::cli {

enum class ReadError : std::uint8_t
{
    TooLong,
    NothingCame, ///< no byte and no end for the time that was given
    Failed,      ///< the system refused
};

/// All that @p descriptor gives until its end: at most @p most bytes, and never waiting for longer
/// than @p patienceMs for the next of them.
[[nodiscard]] crypto::Result<crypto::SecretBytes, ReadError>
readAll(int descriptor, std::size_t most, int patienceMs);

/// Without one line end at its end, which editors and echo add.
void dropLineEnd(crypto::SecretBytes& text);

} // namespace sotto::cli
