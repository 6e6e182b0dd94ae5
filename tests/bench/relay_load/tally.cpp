#include "tests/bench/relay_load/tally.h"

#include <algorithm>

namespace sotto::bench {

double percentile(std::vector<std::int64_t> values, double part)
{
    if (values.empty()) {
        return 0;
    }
    const auto at = std::min(values.size() - 1,
                             static_cast<std::size_t>(part * static_cast<double>(values.size())));
    std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(at),
                     values.end());
    return static_cast<double>(values[at]);
}

} // namespace sotto::bench
