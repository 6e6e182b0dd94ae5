#pragma once

#include "app/core/problem.h"

#include <string>

namespace sotto::cli {

/// What programs that call this one rely on (sotto-cli.1).
enum class ExitStatus : int
{
    Done = 0,
    Refused = 1,
    Usage = 2,
    Unreachable = 3, ///< what could not be sent stays queued and leaves with the next call
};

/// Why a verb did not do what it was asked.
struct Refusal
{
    ExitStatus status = ExitStatus::Refused;
    std::string name;   ///< stable, for programs: "invite-used"
    std::string reason; ///< one or more sentences, for people
};

[[nodiscard]] Refusal refusalOf(const core::Problem& problem);

} // namespace sotto::cli
