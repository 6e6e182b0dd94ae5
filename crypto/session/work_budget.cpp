#include "crypto/session/work_budget.h"

#include <algorithm>

namespace sotto::crypto {

void WorkBudget::fill(Timestamp now)
{
    if (now < m_filled) { // a clock that was set back gives nothing, but goes on
        m_filled = now;
    }
    const std::uint64_t passed = now.since(m_filled).seconds;
    m_filled = now;
    // No more seconds than fill it from nothing count, so that nothing overflows.
    const std::uint64_t filled = m_left + std::min<std::uint64_t>(passed, m_atOnce) * m_perSecond;
    m_left = static_cast<std::uint32_t>(std::min<std::uint64_t>(filled, m_atOnce));
}

bool WorkBudget::holds(std::uint32_t trials, Timestamp now)
{
    fill(now);
    return trials <= m_left;
}

bool WorkBudget::spend(std::uint32_t trials, Timestamp now)
{
    fill(now);
    if (trials > m_left) {
        return false;
    }
    m_left -= trials;
    m_spent += trials;
    return true;
}

} // namespace sotto::crypto
