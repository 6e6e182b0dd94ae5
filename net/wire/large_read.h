#pragma once

#include "net/wire/relay.pb.h"

namespace sotto::wire {

/// Whether a request is one of those whose answers may be large, so that only
/// kLargeReadsInFlightMax of them may be unanswered (crypto/PROTOCOL.md section 12.2).
[[nodiscard]] bool isLargeRead(Request::BodyCase body);

} // namespace sotto::wire
