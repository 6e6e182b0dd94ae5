#pragma once

#include <algorithm>
#include <benchmark/benchmark.h>
#include <functional>
#include <optional>
#include <regex>
#include <string>

namespace sotto::bench {

using benchmark::DoNotOptimize;

/// Holds a loop of Google Benchmark's; what stands before the loop does not count.
using Run = std::function<void(benchmark::State&)>;

/// A loop over an operation that needs nothing made ready.
template <class Operation> Run repeated(Operation operation)
{
    return [operation](benchmark::State& state) mutable {
        for (auto _ : state) {
            operation();
        }
    };
}

/// A loop over operations that are used up: prepare(n) makes n of them ready, which does not count,
/// and returns a function for the i-th. The clock stops once for @p maximum operations, or stopping
/// it would be part of the figure.
template <class Prepare> Run inBatches(std::size_t maximum, Prepare prepare)
{
    return [maximum, prepare](benchmark::State& state) {
        const auto n = std::min(static_cast<std::size_t>(state.max_iterations), maximum);
        std::optional<decltype(prepare(n))> operation;
        while (state.KeepRunningBatch(static_cast<benchmark::IterationCount>(n))) {
            state.PauseTiming();
            operation.emplace(prepare(n));
            state.ResumeTiming();
            for (std::size_t i = 0; i < n; ++i) {
                (*operation)(i);
            }
        }
    };
}

/// Ends the program's run with an error line: a benchmark of something that failed is worth less
/// than none.
[[noreturn]] void fail(const std::string& what);
inline void require(bool holds, const char* what)
{
    if (!holds) {
        fail(what);
    }
}

struct Comparison
{
    std::string name;
    Run run;
    Run floor = {};                   ///< the libsodium calls that the operation cannot do without
    Run olm = {};                     ///< the same task done by libolm
    std::optional<double> limit = {}; ///< highest ratio that the project allows itself
    std::size_t bytes = 0;            ///< handled by one operation; then MB/s are shown as well
};

/// Measures with Google Benchmark and prints one JSON object a line. An operation, its floor and
/// its libolm counterpart are one run of Google's, which repeats them in turns, so that a machine
/// that slows down for a while slows all of them. Times are the medians of the repetitions' CPU
/// time, which other programs disturb less than the time on the wall; ratios are ratios of those.
/// Disturbances only ever add, so where a ratio is above its limit and fastest_ratio, that of the
/// fastest repetitions, is not, the machine was at work with something else.
class Suite
{
public:
    /// Measures what benchmark::GetBenchmarkFilter() finds in the names.
    Suite();

    void measure(const Comparison& comparison);
    /// A figure that is counted, not timed. @p compute runs only if the filter wants the name.
    void count(const std::string& name, const std::string& unit, std::optional<double> limit,
               const std::function<double()>& compute);
    /// A line for people and programs alike that says why something is not there.
    void note(const std::string& name, const std::string& text);

private:
    [[nodiscard]] bool wants(const std::string& name) const;

    std::regex m_filter;
};

} // namespace sotto::bench
