#pragma once

#include <QString>

namespace sotto::viewmodels {

/// What is wrong with a name that a person chose, as a sentence; empty if nothing is.
[[nodiscard]] QString nameError(const QString& name);

} // namespace sotto::viewmodels
