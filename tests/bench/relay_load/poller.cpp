#include "tests/bench/relay_load/poller.h"

#include <array>
#include <chrono>
#include <sys/epoll.h>
#include <unistd.h>

namespace sotto::bench {

std::int64_t nowNs()
{
    return std::chrono::steady_clock::now().time_since_epoch() / std::chrono::nanoseconds(1);
}

Poller::Poller()
    : m_epoll(::epoll_create1(EPOLL_CLOEXEC))
{}

Poller::~Poller()
{
    ::close(m_epoll);
}

void Poller::add(int descriptor, Pollable& target)
{
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.ptr = &target;
    ::epoll_ctl(m_epoll, EPOLL_CTL_ADD, descriptor, &event);
}

void Poller::wantWrite(int descriptor, Pollable& target, bool wanted)
{
    epoll_event event{};
    event.events = EPOLLIN;
    if (wanted) {
        event.events |= EPOLLOUT;
    }
    event.data.ptr = &target;
    ::epoll_ctl(m_epoll, EPOLL_CTL_MOD, descriptor, &event);
}

void Poller::remove(int descriptor)
{
    ::epoll_ctl(m_epoll, EPOLL_CTL_DEL, descriptor, nullptr);
}

bool Poller::runUntil(const std::function<bool()>& done, double seconds)
{
    const std::int64_t end = nowNs() + static_cast<std::int64_t>(seconds * 1e9);
    std::array<epoll_event, 128> events{};
    while (!done()) {
        const std::int64_t left = end - nowNs();
        if (left <= 0) {
            return false;
        }
        const int count = ::epoll_wait(m_epoll, events.data(), static_cast<int>(events.size()),
                                       static_cast<int>(left / 1'000'000) + 1);
        for (int i = 0; i < count; ++i) {
            const epoll_event& event = events[static_cast<std::size_t>(i)];
            static_cast<Pollable*>(event.data.ptr)->ready(event.events);
        }
    }
    return true;
}

void Poller::runFor(double seconds)
{
    (void)runUntil([] { return false; }, seconds);
}

} // namespace sotto::bench
