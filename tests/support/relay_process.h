#pragma once

#include "crypto/channel/relay_address.h"

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <sys/types.h>
#include <thread>
#include <vector>

namespace sotto::test {

/// A sotto-relay of its own: the real executable, on loopback, at a port that the system chooses.
/// It dies with the process that started it.
class RelayProcess
{
public:
    struct Options
    {
        std::string program; ///< path of sotto-relay
        std::string data;    ///< its data folder
        std::vector<std::string> arguments;
        std::vector<std::string> environment = {}; ///< "NAME=value", beside this process's own
        int startTimeoutMs = 20'000;
    };

    /// Returns when the relay has named its address; null if it does not, with the reason and what
    /// it said in @p error.
    [[nodiscard]] static std::unique_ptr<RelayProcess> start(const Options& options,
                                                             std::string& error);
    RelayProcess(const RelayProcess&) = delete;
    RelayProcess& operator=(const RelayProcess&) = delete;
    ~RelayProcess(); ///< kill()

    [[nodiscard]] const crypto::RelayAddress& address() const { return *m_address; }
    [[nodiscard]] std::uint16_t port() const { return m_address->port; }
    [[nodiscard]] pid_t pid() const { return m_pid; }

    /// SIGKILL; returns when the process is gone.
    void kill();
    /// SIGTERM, and its exit code; none if a signal ended it or it did not end in time.
    [[nodiscard]] std::optional<int> stop(int timeoutMs = 20'000);
    void signal(int number) const;
    [[nodiscard]] bool isRunning() const;
    /// All that it has written so far, to standard output and to standard error.
    [[nodiscard]] std::string output() const;
    /// Resident memory in bytes, as the kernel counts it; 0 if the process is gone.
    [[nodiscard]] std::size_t residentBytes() const;

private:
    RelayProcess() = default;
    [[nodiscard]] bool readAddress(int timeoutMs, std::string& error);
    void drain();
    /// Takes what the pipes hold. False when both are at their end.
    bool takeOutput(int timeoutMs);
    std::optional<int> waitForEnd(int timeoutMs);

    pid_t m_pid = -1;
    int m_process = -1; ///< descriptor of the process
    int m_stdout = -1;
    int m_stderr = -1;
    std::string m_output; ///< standard output only, until the address is read
    mutable std::mutex m_mutex;
    std::thread m_drain;
    std::optional<crypto::RelayAddress> m_address;
};

/// Lets this process, and a relay that it starts, have @p count descriptors. False if the system's
/// hard limit is lower.
[[nodiscard]] bool allowDescriptors(std::size_t count);

} // namespace sotto::test
