#pragma once

#include "tests/structure/source_tree.h"

namespace sotto::structure {

/// Checks, over the tree below @p root, what a relay is made of:
/// - no library or program of net/relay/ leads, by the link lists of the CMakeLists.txt files of
///   crypto/ and net/, to the ratchet, session, vault, handshake, attachment or safety number, and
///   no file of it includes one of theirs;
/// - net/wire, net/relay/store and net/relay/service include no Qt, and lead to none.
[[nodiscard]] std::vector<Finding> checkRelay(const std::filesystem::path& root);

/// How many libraries and programs of net/relay/ that check sees.
[[nodiscard]] std::size_t countRelayTargets(const std::filesystem::path& root);

} // namespace sotto::structure
