#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace sotto::relay {

/// Looks through a whole data folder, changing nothing: SQLite's own check, then whether states and
/// keys can be read, tables agree with one another, and blobs have their files. Each finding is a
/// sentence for the operator that names no identifier; none means that all is well. A relay may run
/// on the folder meanwhile. Takes as long as reading all of relay.db does.
/// @throws StoreFailure if the database cannot be opened or read at all
[[nodiscard]] std::vector<std::string> checkStore(const std::filesystem::path& folder);

} // namespace sotto::relay
