#pragma once

#include "tests/structure/source_tree.h"

namespace sotto::structure {

/// Checks, over the tree below @p root, that dependencies go one way, crypto ← net ← app ← qml:
/// - no file includes one of a layer above its own;
/// - crypto/ includes nothing but itself, <sodium.h> and those standard headers that neither
///   read a file, a clock or a socket nor write to a console;
/// - a file of crypto/x includes crypto/y only if the link lists of the CMakeLists.txt lead from
///   sotto_crypto_x to sotto_crypto_y, these lists have no circle, and neither the channel nor
///   the objects lead to what only the ends of a conversation have (see relay_check.h).
[[nodiscard]] std::vector<Finding> checkIncludes(const std::filesystem::path& root);

/// Checks that crypto/ calls no clock, environment, console, file or unseeded randomness, and
/// that it leaves libsodium's generator to crypto/base.
[[nodiscard]] std::vector<Finding> checkCalls(const std::filesystem::path& root);

/// Checks that no test needs the real clock or a network. Only tests/bench measures time, and
/// tests/support/stopwatch.cpp, with which tests of a running program see how long it left somebody
/// waiting. Only tests/bench, the folders of the programs that do speak over a socket (net, app,
/// e2e), and the peer in tests/support that they share, may open one.
[[nodiscard]] std::vector<Finding> checkTests(const std::filesystem::path& root);

} // namespace sotto::structure
