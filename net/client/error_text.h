#pragma once

#include "net/client/connection_error.h"

#include <QString>

namespace sotto::client {

/// What happened and what to do, translated, for people. The one place for these texts.
[[nodiscard]] QString explain(const ConnectionError& error);

} // namespace sotto::client
