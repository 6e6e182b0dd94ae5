#include "tests/support/stopwatch.h"

#include <chrono>
#include <thread>

namespace sotto::test {

namespace {

std::int64_t nowNs()
{
    return std::chrono::steady_clock::now().time_since_epoch() / std::chrono::nanoseconds(1);
}

} // namespace

Stopwatch::Stopwatch()
    : m_startNs(nowNs())
{}

std::int64_t Stopwatch::elapsedMs() const
{
    return (nowNs() - m_startNs) / 1'000'000;
}

void letRunMicroseconds(unsigned count)
{
    std::this_thread::sleep_for(std::chrono::microseconds(count));
}

bool KillMoments::goesOn() const
{
    return m_run < m_runs || (!sawBoth() && m_run < kRoundsMax * m_runs);
}

void KillMoments::wait()
{
    // A step that has no divisor in common with the number of runs visits all of them.
    constexpr unsigned kStep = 61;
    const unsigned range = m_range << (m_run / m_runs);
    letRunMicroseconds(
        static_cast<unsigned>(std::uint64_t{range} * (m_run * kStep % m_runs) / m_runs));
    ++m_run;
}

void KillMoments::saw(bool outcome)
{
    (outcome ? m_sawTrue : m_sawFalse) = true;
}

} // namespace sotto::test
