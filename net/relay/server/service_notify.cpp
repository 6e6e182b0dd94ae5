#include "net/relay/server/service_notify.h"

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace sotto::relay {

namespace {

std::string takeVariable(const char* name)
{
    const char* value = std::getenv(name);
    std::string out = value ? value : "";
    ::unsetenv(name); // it is for this process, not for one that it might start
    return out;
}

std::optional<std::int64_t> number(const std::string& text)
{
    std::int64_t n = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), n);
    if (text.empty() || read.ec != std::errc() || read.ptr != text.data() + text.size()) {
        return std::nullopt;
    }
    return n;
}

} // namespace

ServiceNotify ServiceNotify::fromEnvironment()
{
    std::string socket = takeVariable("NOTIFY_SOCKET");
    const auto microseconds = number(takeVariable("WATCHDOG_USEC"));
    const std::string pidText = takeVariable("WATCHDOG_PID");
    const bool isForUs = pidText.empty() || number(pidText) == std::int64_t{::getpid()};
    std::optional<std::chrono::microseconds> watchdog;
    if (microseconds && *microseconds > 0 && isForUs) {
        watchdog = std::chrono::microseconds(*microseconds);
    }
    return ServiceNotify(std::move(socket), watchdog);
}

ServiceNotify::ServiceNotify(std::string socket, std::optional<std::chrono::microseconds> watchdog)
    : m_socket(std::move(socket))
    , m_watchdog(watchdog)
{}

void ServiceNotify::ready(std::string_view status)
{
    send("READY=1\nSTATUS=" + std::string(status));
}

void ServiceNotify::reloading()
{
    // The manager tells by this time that the READY=1 to come belongs to this reload.
    struct ::timespec now = {};
    ::clock_gettime(CLOCK_MONOTONIC, &now);
    const auto microseconds =
        static_cast<std::int64_t>(now.tv_sec) * 1'000'000 + now.tv_nsec / 1'000;
    send("RELOADING=1\nMONOTONIC_USEC=" + std::to_string(microseconds));
}

void ServiceNotify::stopping()
{
    send("STOPPING=1");
}

void ServiceNotify::status(std::string_view text)
{
    send("STATUS=" + std::string(text));
}

void ServiceNotify::watchdog()
{
    if (m_watchdog) {
        send("WATCHDOG=1");
    }
}

std::optional<std::chrono::milliseconds> ServiceNotify::watchdogInterval() const
{
    if (!m_watchdog) {
        return std::nullopt;
    }
    return std::chrono::floor<std::chrono::milliseconds>(*m_watchdog / 2);
}

void ServiceNotify::send(std::string_view message) const
{
    ::sockaddr_un address = {};
    address.sun_family = AF_UNIX;
    const bool isAbstract = m_socket.starts_with('@');
    if (m_socket.size() < 2 || m_socket.size() >= sizeof address.sun_path ||
        (!isAbstract && !m_socket.starts_with('/'))) {
        return;
    }
    std::memcpy(address.sun_path, m_socket.data(), m_socket.size());
    if (isAbstract) {
        address.sun_path[0] = '\0';
    }
    // A path counts with its final zero, an abstract name exactly as long as it is.
    const auto length = static_cast<::socklen_t>(offsetof(::sockaddr_un, sun_path) +
                                                 m_socket.size() + (isAbstract ? 0 : 1));
    const int fd = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd < 0) {
        return;
    }
    ::sendto(fd, message.data(), message.size(), MSG_NOSIGNAL | MSG_DONTWAIT,
             reinterpret_cast<const ::sockaddr*>(&address), length);
    ::close(fd);
}

} // namespace sotto::relay
