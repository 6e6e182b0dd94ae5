#pragma once

#include "app/core/problem.h"

namespace sotto::viewmodels {

/// A problem as a banner says it: what happened stands first, alone.
struct ShownProblem
{
    QString title;
    QString text;
};

[[nodiscard]] inline ShownProblem shownProblem(const core::Problem& problem)
{
    const QString text = core::explain(problem);
    const qsizetype end = text.indexOf(QStringLiteral(". "));
    return end < 0 ? ShownProblem{text, {}} : ShownProblem{text.left(end + 1), text.mid(end + 2)};
}

} // namespace sotto::viewmodels
