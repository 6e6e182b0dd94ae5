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

} // namespace sotto::test
