#pragma once

#include <QIcon>

namespace sotto::desktop {

struct TrayState
{
    int unread = 0; ///< messages; 0 shows nothing
    bool isLocked = false;
    bool isWindowShown = true;
    bool isLockable = false; ///< there is something to lock with

    friend bool operator==(const TrayState&, const TrayState&) = default;
};

/// The program's icon for a tray, in the sizes that trays have: with a dot when something is
/// unread, pale when Sotto is locked.
[[nodiscard]] QIcon trayIcon(const TrayState& state);

} // namespace sotto::desktop
