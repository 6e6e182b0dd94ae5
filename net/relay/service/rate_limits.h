#pragma once

#include <array>
#include <cstdint>
#include <mutex>
#include <unordered_map>

namespace sotto::relay {

/// What strangers can make a relay do, each counted apart.
enum class LimitedAction : std::uint8_t
{
    Handshake,     ///< by address
    Create,        ///< mailboxes, objects, invites, blobs; by address
    Update,        ///< of objects; by address
    RecoveryFetch, ///< by address
    PopPrekey,     ///< by delivery token
};
inline constexpr std::size_t kLimitedActions = 5;

struct Rate
{
    double burst = 0;
    double perSecond = 0;
};

/// How much of a Rate is left.
class TokenBucket
{
public:
    TokenBucket(const Rate& rate, std::uint64_t nowMs)
        : m_level(rate.burst)
        , m_atMs(nowMs)
    {}

    /// True if one was left.
    [[nodiscard]] bool take(const Rate& rate, std::uint64_t nowMs);
    [[nodiscard]] bool isFull(const Rate& rate, std::uint64_t nowMs) const
    {
        return levelAt(rate, nowMs) >= rate.burst;
    }

private:
    [[nodiscard]] double levelAt(const Rate& rate, std::uint64_t nowMs) const;

    double m_level;
    std::uint64_t m_atMs;
};

/// Token buckets, each under a number that says nothing (an address or a token hashed under a key
/// of this run). Bounded: when there are too many, those that are full again are forgotten, and
/// then all.
class RateLimits
{
public:
    using Rates = std::array<Rate, kLimitedActions>;

    /// A handshake costs 0.3 ms; a created object costs disk for weeks. Prekeys: a device's 100
    /// last for a day of one cohort's new partners, and a fetch without one still succeeds.
    static constexpr Rates kDefaultRates = {Rate{200, 20}, Rate{100, 0.5}, Rate{120, 2},
                                            Rate{10, 0.05}, Rate{8, 1.0 / 600}};

    explicit RateLimits(const Rates& rates = kDefaultRates)
        : m_rates(rates)
    {}

    /// True if that may be done once more; key 0 (loopback, where a proxy limits) always may,
    /// but for PopPrekey.
    [[nodiscard]] bool take(LimitedAction action, std::uint64_t key, std::uint64_t nowMs);
    /// From now on, for all.
    void setRate(LimitedAction action, Rate rate);

private:
    using Buckets = std::unordered_map<std::uint64_t, TokenBucket>;

    void forgetFull(Buckets& buckets, const Rate& rate, std::uint64_t nowMs);

    std::mutex m_mutex;
    Rates m_rates;
    std::array<Buckets, kLimitedActions> m_buckets;
};

} // namespace sotto::relay
