#pragma once

#include "app/core/problem.h"
#include "app/storage/database.h"
#include "app/storage/profile_lock.h"
#include "app/viewmodels/app.h"

#include <QString>

namespace sotto::viewmodels {

/// The page that stands instead of the window's content when a profile does not open.
struct FailurePage
{
    QString title;
    QString text;
    App::FailureAction action = App::FailureAction::None;
};

[[nodiscard]] FailurePage failurePage(core::ProblemKind kind);

[[nodiscard]] core::Problem problemOf(storage::OpenError error);
[[nodiscard]] core::Problem problemOf(storage::LockError error);
[[nodiscard]] core::Problem problemOf(storage::FailureKind kind);

} // namespace sotto::viewmodels
