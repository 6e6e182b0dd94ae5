#pragma once

#include "app/core/recovery/recovery.pb.h"
#include "app/core/recovery/twelve_words.h"

namespace sotto::core {

/// From one phrase to the next, until card and vault have the new one's roots.
struct TwelveWords::Change
{
    wire::WordChange state;
    std::unique_ptr<OwnObject> next; ///< the record at the new words' place, until it is in force
    std::function<void()> deposited; ///< it is there
    int tries = 0;                   ///< since the lists were looked at for the first time
    std::int64_t triedMs = 0;        ///< beyond state.tried_s
};

} // namespace sotto::core
