#pragma once

#include "app/viewmodels/shown_problem.h"

namespace sotto::viewmodels {

/// Why what was asked with the twelve words did not happen, and the way on. @p elsewhere says where
/// it can be done, if not on this device.
[[nodiscard]] ShownProblem careProblem(const core::Problem& problem, const QString& elsewhere);
/// Why no new words were made without the old ones.
[[nodiscard]] ShownProblem losingProblem(const core::Problem& problem);
/// Why those did not come into force.
[[nodiscard]] ShownProblem finishingProblem(const core::Problem& problem);

} // namespace sotto::viewmodels
