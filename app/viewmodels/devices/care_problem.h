#pragma once

#include "app/viewmodels/shown_problem.h"

namespace sotto::viewmodels {

/// Why what was asked with the twelve words did not happen, and the way on. @p elsewhere says where
/// it can be done, if not on this device.
[[nodiscard]] ShownProblem careProblem(const core::Problem& problem, const QString& elsewhere);

} // namespace sotto::viewmodels
