#pragma once

#include "app/storage/row_id.h"

#include <filesystem>
#include <vector>

namespace sotto::bench {

/// Adds a conversation of so many messages for each of @p sizes, with contacts like the one that
/// the profile has already; the last message of each is of a moment ago. The profile must not be
/// open. Returns the conversations. @throws std::runtime_error
std::vector<storage::RowId> addConversations(const std::filesystem::path& folder,
                                             const std::vector<std::size_t>& sizes);

} // namespace sotto::bench
