#pragma once

#include <QString>

namespace sotto::viewmodels {

/// What this computer calls itself, as a person would say it. Never empty.
[[nodiscard]] QString suggestedDeviceName();

/// The same from what the system says: its pretty name if it has one, else the host's.
[[nodiscard]] QString deviceNameFrom(const QString& machineInfo, const QString& hostName);

} // namespace sotto::viewmodels
