#include "app/cli/exit_status.h"

namespace sotto::cli {

Refusal refusalOf(const core::Problem& problem)
{
    const bool unreachable = problem.kind == core::ProblemKind::RelayUnreachable;
    return {unreachable ? ExitStatus::Unreachable : ExitStatus::Refused, core::nameOf(problem.kind),
            core::explain(problem).toStdString()};
}

} // namespace sotto::cli
