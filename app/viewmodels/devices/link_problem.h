#pragma once

#include "app/core/problem.h"

#include <QString>

namespace sotto::viewmodels {

/// Why a device did not join, in the words of the page on which it was tried, and what may help.
struct LinkProblem
{
    QString title;
    QString text;
    bool offersRelay = false;
    bool offersPassphrase = false;
    bool offersRetry = false;
    bool offersNewWords = false;
};

[[nodiscard]] LinkProblem linkProblem(const core::Problem& problem);

} // namespace sotto::viewmodels
