#pragma once

#include <atomic>
#include <cstdint>
#include <optional>
#include <string>

namespace sotto::relay {

enum class HealthProblem : std::uint8_t
{
    Starting,     ///< not ready yet; set at first
    StoreFailing, ///< the last commit failed
    DiskFull,     ///< as above, for want of space
    Draining,     ///< about to stop
};

/// Whether the relay can serve. For all threads.
class RelayHealth
{
public:
    void set(HealthProblem problem, bool present);
    [[nodiscard]] bool has(HealthProblem problem) const;
    /// Nothing if all is well, otherwise the problems as one line.
    [[nodiscard]] std::optional<std::string> problems() const;

private:
    static constexpr std::uint32_t bit(HealthProblem problem)
    {
        return std::uint32_t{1} << static_cast<std::uint32_t>(problem);
    }
    std::atomic<std::uint32_t> m_bits{bit(HealthProblem::Starting)};
};

} // namespace sotto::relay
