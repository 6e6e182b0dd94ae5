#include "net/relay/server/process_figures.h"

#include <filesystem>
#include <fstream>
#include <sys/resource.h>
#include <system_error>
#include <unistd.h>

namespace sotto::relay {

namespace {

double seconds(const ::timeval& time)
{
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
}

void writeMemory(PrometheusText& out)
{
    // statm: pages of address space, then pages that are resident.
    std::ifstream file("/proc/self/statm");
    std::uint64_t total = 0;
    std::uint64_t resident = 0;
    if (file >> total >> resident) {
        const auto page = static_cast<double>(::sysconf(_SC_PAGESIZE));
        out.gauge("process_resident_memory_bytes", "Resident memory.",
                  static_cast<double>(resident) * page);
    }
}

void writeDescriptors(PrometheusText& out)
{
    std::error_code error;
    std::size_t open = 0;
    for (std::filesystem::directory_iterator it("/proc/self/fd", error), end; !error && it != end;
         it.increment(error)) {
        ++open;
    }
    if (!error && open > 0) {
        out.gauge("process_open_fds", "Open descriptors.", static_cast<double>(open));
    }
    struct ::rlimit limit = {};
    if (::getrlimit(RLIMIT_NOFILE, &limit) == 0) {
        out.gauge("process_max_fds", "Most descriptors that may be open.",
                  static_cast<double>(limit.rlim_cur));
    }
}

} // namespace

void writeProcessFigures(PrometheusText& out)
{
    writeMemory(out);
    writeDescriptors(out);
    struct ::rusage usage = {};
    if (::getrusage(RUSAGE_SELF, &usage) == 0) {
        out.head("process_cpu_seconds_total", "Processor time.", "counter");
        out.sample("process_cpu_seconds_total", "",
                   seconds(usage.ru_utime) + seconds(usage.ru_stime));
    }
}

} // namespace sotto::relay
