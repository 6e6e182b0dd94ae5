#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace sotto::relay {

/// Tells the service manager (systemd's sd_notify protocol) how the relay is. Does nothing where
/// no manager asked for it. No call waits, and a manager that is gone is no error.
class ServiceNotify
{
public:
    /// From NOTIFY_SOCKET, WATCHDOG_USEC and WATCHDOG_PID, which are taken out of the environment.
    /// Call before other threads start.
    [[nodiscard]] static ServiceNotify fromEnvironment();

    /// @p socket is a path, or '@' and an abstract name; empty: nobody.
    explicit ServiceNotify(std::string socket,
                           std::optional<std::chrono::microseconds> watchdog = std::nullopt);

    void ready(std::string_view status);
    /// Before a reload; ready() follows.
    void reloading();
    void stopping();
    void status(std::string_view text);
    /// Call every watchdogInterval(), from the thread whose health it shall show.
    void watchdog();
    /// Half of what the manager waits; nothing if it does not watch.
    [[nodiscard]] std::optional<std::chrono::milliseconds> watchdogInterval() const;

private:
    void send(std::string_view message) const;

    std::string m_socket;
    std::optional<std::chrono::microseconds> m_watchdog;
};

} // namespace sotto::relay
