#include "tests/bench/app/figures.h"

#include <algorithm>

namespace sotto::bench {

double quantile(std::vector<double> values, double part)
{
    if (values.empty()) {
        return 0;
    }
    std::ranges::sort(values);
    return values[static_cast<std::size_t>(part * static_cast<double>(values.size() - 1))];
}

} // namespace sotto::bench
