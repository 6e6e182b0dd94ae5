#pragma once

#include "app/core/people/people.h"

namespace sotto::core {

/// For Context::beforeCommit: whatever a transaction changed has to be said to the own other
/// devices, unless it came from them. Costs a row in a small table for each thing.
void markDirty(Work& work, People& people);

} // namespace sotto::core
