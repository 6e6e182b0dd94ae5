#pragma once

#include "tests/bench/suite.h"

namespace sotto::bench::olm {

/// False if the program was built without libolm; then all of the following are empty and the
/// benchmarks go on without the comparison.
[[nodiscard]] bool isThere();

/// libolm doing what Sotto's benchmarks do. Messages hold @p plaintextBytes.
/// Session and first message (X3DH: three agreements, two key generations).
[[nodiscard]] Run initiator(std::size_t plaintextBytes);
/// Session from a first message, that message opened, the one-time key removed.
[[nodiscard]] Run responder(std::size_t plaintextBytes);
/// A run of messages in one direction.
[[nodiscard]] Run encrypt(std::size_t plaintextBytes);
[[nodiscard]] Run decrypt(std::size_t plaintextBytes);
/// One message that turns the ratchet: sealed by one side and opened by the other, in turns.
[[nodiscard]] Run pingPong(std::size_t plaintextBytes);

} // namespace sotto::bench::olm
