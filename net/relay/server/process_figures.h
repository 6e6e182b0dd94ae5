#pragma once

#include "net/relay/server/prometheus_text.h"

namespace sotto::relay {

/// process_* of this process, under the names that Prometheus' own clients give them: memory,
/// processor time, descriptors. From /proc; what cannot be read is left out.
void writeProcessFigures(PrometheusText& out);

} // namespace sotto::relay
