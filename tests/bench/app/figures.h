#pragma once

#include <vector>

namespace sotto::bench {

/// The value below which @p part of @p values lies; 0 if there are none.
[[nodiscard]] double quantile(std::vector<double> values, double part);

} // namespace sotto::bench
