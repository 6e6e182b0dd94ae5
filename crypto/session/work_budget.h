#pragma once

#include "crypto/base/timestamp.h"

#include <cstdint>

namespace sotto::crypto {

/// Bounds the work of one kind that strangers can cause: a bucket that fills again with time. Work
/// is counted in trials of a header key, about a microsecond each.
class WorkBudget
{
public:
    /// Full at @p now.
    WorkBudget(std::uint32_t atOnce, std::uint32_t perSecond, Timestamp now)
        : m_atOnce(atOnce)
        , m_perSecond(perSecond)
        , m_left(atOnce)
        , m_filled(now)
    {}

    /// True if @p trials could be spent now.
    [[nodiscard]] bool holds(std::uint32_t trials, Timestamp now);
    /// True, and spent, if @p trials can be afforded now.
    [[nodiscard]] bool spend(std::uint32_t trials, Timestamp now);
    /// All that was ever spent.
    [[nodiscard]] std::uint64_t spent() const { return m_spent; }

private:
    void fill(Timestamp now);

    std::uint32_t m_atOnce;
    std::uint32_t m_perSecond;
    std::uint32_t m_left;
    Timestamp m_filled;
    std::uint64_t m_spent = 0;
};

} // namespace sotto::crypto
