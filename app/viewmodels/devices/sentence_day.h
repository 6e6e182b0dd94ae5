#pragma once

#include "app/storage/row_id.h"

#include <QString>

namespace sotto::viewmodels {

/// A day within a sentence: "today", "yesterday", "Tuesday", "Tuesday, 3 November".
[[nodiscard]] QString sentenceDay(storage::Milliseconds time, storage::Milliseconds now);

} // namespace sotto::viewmodels
