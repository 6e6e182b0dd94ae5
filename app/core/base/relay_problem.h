#pragma once

#include "app/core/problem.h"
#include "net/client/connection_error.h"

namespace sotto::core {

/// What a relay, or the way to it, answered: RelayUnreachable, RelayWrong or RelayRefused.
[[nodiscard]] Problem problemOf(const client::ConnectionError& error);

} // namespace sotto::core
