#pragma once

#include <functional>

namespace sotto::cli {

/// Lets the event loop run until @p done says so, which is asked after each burst of events and at
/// least ten times a second, or until @p mostMs have passed (negative: for ever). Returns what
/// @p done said last; what it throws ends the wait and is thrown on.
bool waitFor(const std::function<bool()>& done, int mostMs);

} // namespace sotto::cli
