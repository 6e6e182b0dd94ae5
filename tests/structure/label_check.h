#pragma once

#include "tests/structure/source_tree.h"

namespace sotto::structure {

/// Checks, over the tree below @p root, that the labels of crypto/base/labels.h
/// - are read by this check at all (each definition has the one form that it knows),
/// - begin with "Sotto v1 " (Label) or "sotto1 " (Personal), and no two have the same text,
/// - are each named in exactly one place of crypto/, net/ and app/ outside that file, always as
///   labels::kName (a signature has two ends: one sign() and one verify() in the same file are one
///   place),
/// - stand in crypto/PROTOCOL.md, in quotation marks,
/// and that these three have neither such a text nor a Label or Personal made anywhere else.
[[nodiscard]] std::vector<Finding> checkLabels(const std::filesystem::path& root);

/// How many labels the file defines, so that a test notices a check that reads none.
[[nodiscard]] std::size_t countLabels(const std::filesystem::path& root);

} // namespace sotto::structure
