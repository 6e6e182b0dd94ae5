#pragma once

#include <cstdint>
#include <functional>

namespace sotto::bench {

class Pollable
{
public:
    virtual ~Pollable() = default;
    /// @p events are epoll's.
    virtual void ready(std::uint32_t events) = 0;
};

/// Nanoseconds of a clock that never jumps.
[[nodiscard]] std::int64_t nowNs();

/// One thread that waits for all sockets of the load. What is added outlives it or is removed.
class Poller
{
public:
    Poller();
    Poller(const Poller&) = delete;
    Poller& operator=(const Poller&) = delete;
    ~Poller();

    void add(int descriptor, Pollable& target);
    void wantWrite(int descriptor, Pollable& target, bool wanted);
    void remove(int descriptor);

    /// Serves the sockets until @p done says so (true) or @p seconds are over (false).
    bool runUntil(const std::function<bool()>& done, double seconds);
    void runFor(double seconds);

private:
    int m_epoll;
};

} // namespace sotto::bench
