#include "net/relay/server/relay_health.h"

#include <array>
#include <string_view>
#include <utility>

namespace sotto::relay {

void RelayHealth::set(HealthProblem problem, bool present)
{
    if (present) {
        m_bits.fetch_or(bit(problem), std::memory_order_relaxed);
    } else {
        m_bits.fetch_and(~bit(problem), std::memory_order_relaxed);
    }
}

bool RelayHealth::has(HealthProblem problem) const
{
    return (m_bits.load(std::memory_order_relaxed) & bit(problem)) != 0;
}

std::optional<std::string> RelayHealth::problems() const
{
    static constexpr std::array<std::pair<HealthProblem, std::string_view>, 4> kTexts = {
        {{HealthProblem::Starting, "starting"},
         {HealthProblem::StoreFailing, "store failing"},
         {HealthProblem::DiskFull, "disk full"},
         {HealthProblem::Draining, "draining"}}};
    const std::uint32_t bits = m_bits.load(std::memory_order_relaxed);
    std::string out;
    for (const auto& [problem, text] : kTexts) {
        if ((bits & bit(problem)) != 0) {
            out += (out.empty() ? "" : ", ") + std::string(text);
        }
    }
    return out.empty() ? std::nullopt : std::optional(out);
}

} // namespace sotto::relay
