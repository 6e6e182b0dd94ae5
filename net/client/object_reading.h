#pragma once

#include "net/client/connection_error.h"

namespace sotto::client {

/// Sends a ReadObject or FetchRecovery by @p ask. Where list and version do not fit one frame, it
/// asks for the version alone, and joins both; where the list does not fit one, the caller goes on
/// at its end. What @p ask captures outlives the request.
void readWholeObject(std::function<void(wire::Request request, Done<wire::Answer> done)> ask,
                     wire::Request request, Done<wire::ObjectState> done);

} // namespace sotto::client
