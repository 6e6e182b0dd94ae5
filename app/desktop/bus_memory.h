#pragma once

namespace sotto::desktop {

/// libdbus keeps the last messages that were freed, to use their memory again: what a reader of the
/// screen was told, or a notification said, stays there. Overwrites that.
void overwriteFreedBusMessages();

} // namespace sotto::desktop
