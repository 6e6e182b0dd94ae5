#pragma once

#include <cstdint>
#include <vector>

namespace sotto::bench {

/// What the peers of one measurement count together.
struct Tally
{
    std::uint64_t posted = 0;    ///< answered: on the relay's disk
    std::uint64_t refused = 0;   ///< answered with another code
    std::uint64_t delivered = 0; ///< and acknowledged
    std::uint64_t disordered = 0;
    bool keepsLatency = false;
    std::vector<std::int64_t> latencyNs; ///< from when a post was due until its delivery
};

/// The value below which the share @p part of @p values lies; 0 if there are none.
[[nodiscard]] double percentile(std::vector<std::int64_t> values, double part);

} // namespace sotto::bench
