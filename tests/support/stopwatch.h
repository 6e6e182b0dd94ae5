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

/// Kills spread over a process: @p runs of them, and then as many again, each time over a longer
/// while, until both outcomes were seen. So a slow machine takes longer and fails nothing.
class KillMoments
{
public:
    KillMoments(unsigned runs, unsigned rangeMicroseconds)
        : m_runs(runs)
        , m_range(rangeMicroseconds)
    {}

    /// False once there were enough, or kRoundsMax times as many brought one outcome only.
    [[nodiscard]] bool goesOn() const;
    /// Waits for the next moment.
    void wait();
    /// What the kill that followed on wait() left behind.
    void saw(bool outcome);
    [[nodiscard]] bool sawBoth() const { return m_sawTrue && m_sawFalse; }

private:
    static constexpr unsigned kRoundsMax = 12;

    unsigned m_runs;
    unsigned m_range;
    unsigned m_run = 0;
    bool m_sawTrue = false;
    bool m_sawFalse = false;
};

} // namespace sotto::test
