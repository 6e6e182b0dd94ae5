#pragma once

#include "app/storage/message_store.h"
#include "app/viewmodels/marked_ranges.h"

#include <string>
#include <vector>

namespace sotto::viewmodels {

/// Ranges in UTF-8 bytes of @p text as ranges of the QString of it.
[[nodiscard]] std::vector<TextRange>
utf16Ranges(const std::string& text, const std::vector<storage::SearchHit::Match>& matches);

} // namespace sotto::viewmodels
