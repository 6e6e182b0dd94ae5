#pragma once

namespace sotto::desktop {

/// First thing in main(), before the first thread and the first file: no core dumps and no reading
/// of this memory by other programs of the user (prctl(2), PR_SET_DUMPABLE), new files for this
/// user alone, a peer that goes away is an error and not a signal, and libsodium answers a known
/// question rightly. False: libsodium is broken, and the program must stop.
[[nodiscard]] bool hardenProcess();

} // namespace sotto::desktop
