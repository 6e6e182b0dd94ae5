#pragma once

#include <cstdint>

namespace sotto::bench {

/// Counts from now on what this thread asks of the database. The program is linked so that its
/// calls of SQLite pass by here.
void watchDatabaseCalls();
/// Of the thread that called watchDatabaseCalls(); of all others.
[[nodiscard]] std::uint64_t watchedDatabaseCalls();
[[nodiscard]] std::uint64_t otherDatabaseCalls();

} // namespace sotto::bench
