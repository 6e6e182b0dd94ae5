#pragma once

#include "crypto/channel/relay_address.h"

#include <QUrl>

namespace sotto::client {

/// wss:// but to this computer itself and to .onion, where the way is encrypted or does not leave
/// the machine: there ws://.
[[nodiscard]] QUrl endpointOf(const crypto::RelayAddress& address);

} // namespace sotto::client
