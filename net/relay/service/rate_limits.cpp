#include "net/relay/service/rate_limits.h"

#include <algorithm>

namespace sotto::relay {

namespace {

/// Of one action: some megabytes at most.
constexpr std::size_t kBucketsMax = 65'536;

} // namespace

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
    Bucket& bucket = buckets.try_emplace(key, Bucket{rate.burst, nowMs}).first->second;
    const double passed = static_cast<double>(nowMs - std::min(nowMs, bucket.atMs)) / 1000.0;
    bucket.level = std::min(rate.burst, bucket.level + passed * rate.perSecond);
    bucket.atMs = nowMs;
    if (bucket.level < 1.0) {
        return false;
    }
    bucket.level -= 1.0;
    return true;
}

void RateLimits::setRate(LimitedAction action, Rate rate)
{
    const std::lock_guard lock(m_mutex);
    m_rates[static_cast<std::size_t>(action)] = rate;
}

void RateLimits::forgetFull(Buckets& buckets, const Rate& rate, std::uint64_t nowMs)
{
    std::erase_if(buckets, [&](const auto& entry) {
        const double passed =
            static_cast<double>(nowMs - std::min(nowMs, entry.second.atMs)) / 1000.0;
        return entry.second.level + passed * rate.perSecond >= rate.burst;
    });
    if (buckets.size() >= kBucketsMax) {
        buckets.clear();
    }
}

} // namespace sotto::relay
