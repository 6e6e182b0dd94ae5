#pragma once

#include "app/storage/contact_store.h"

#include <QString>

namespace sotto::viewmodels {

/// Why nothing is sent to @p name for now: what happened, and what it means.
[[nodiscard]] QString holdTitle(storage::SendingHold hold, const QString& name);
[[nodiscard]] QString holdText(storage::SendingHold hold, const QString& name);

[[nodiscard]] QString requestTitle(const QString& name);
[[nodiscard]] QString requestText(const QString& name);

} // namespace sotto::viewmodels
