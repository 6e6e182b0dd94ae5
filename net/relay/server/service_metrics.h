#pragma once

#include "net/relay/server/prometheus_text.h"
#include "net/relay/service/service_counters.h"

namespace sotto::relay {

void writeServiceCounters(PrometheusText& out, const ServiceCounters& counters);

} // namespace sotto::relay
