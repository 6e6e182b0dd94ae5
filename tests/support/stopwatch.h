#pragma once

#include <cstdint>

namespace sotto::test {

/// How long something took, by a clock that never jumps. For tests of a running program only, where
/// time is what is tested: everywhere else time comes in as an argument.
class Stopwatch
{
public:
    Stopwatch();
    [[nodiscard]] std::int64_t elapsedMs() const;

private:
    std::int64_t m_startNs;
};

/// Lets another process run for about so long, for a kill at a moment that nobody chose. No test's
/// outcome may depend on how long that is.
void letRunMicroseconds(unsigned count);

} // namespace sotto::test
