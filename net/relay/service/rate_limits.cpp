#include "net/relay/service/rate_limits.h"

#include <algorithm>

namespace sotto::relay {

namespace {

/// Of one action: some megabytes at most.
constexpr std::size_t kBucketsMax = 65'536;

} // namespace

double TokenBucket::levelAt(const Rate& rate, std::uint64_t nowMs) const
{
    const double passed = static_cast<double>(nowMs - std::min(nowMs, m_atMs)) / 1000.0;
    return std::min(rate.burst, m_level + passed * rate.perSecond);
}

bool TokenBucket::take(const Rate& rate, std::uint64_t nowMs)
{
    m_level = levelAt(rate, nowMs);
    m_atMs = nowMs;
    if (m_level < 1.0) {
        return false;
    }
    m_level -= 1.0;
    return true;
}

bool RateLimits::take(LimitedAction action, std::uint64_t key, std::uint64_t nowMs)
{
    if (key == 0 && action != LimitedAction::PopPrekey) {
        return true;
    }
    const auto index = static_cast<std::size_t>(action);
    const std::lock_guard lock(m_mutex);
    const Rate& rate = m_rates[index];
    Buckets& buckets = m_buckets[index];
    if (buckets.size() >= kBucketsMax && !buckets.contains(key)) {
        forgetFull(buckets, rate, nowMs);
    }
    return buckets.try_emplace(key, rate, nowMs).first->second.take(rate, nowMs);
}

void RateLimits::setRate(LimitedAction action, Rate rate)
{
    const std::lock_guard lock(m_mutex);
    m_rates[static_cast<std::size_t>(action)] = rate;
}

void RateLimits::forgetFull(Buckets& buckets, const Rate& rate, std::uint64_t nowMs)
{
    std::erase_if(buckets, [&](const auto& entry) { return entry.second.isFull(rate, nowMs); });
    if (buckets.size() >= kBucketsMax) {
        buckets.clear();
    }
}

} // namespace sotto::relay
