#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <ostream>
#include <regex>
#include <string>
#include <vector>

namespace sotto::bench {

/// Performs an operation n times and returns the nanoseconds that these took. What must be made
/// ready before, and shall not count, happens outside of timed().
using Run = std::function<double(std::size_t n)>;

/// Nanoseconds of n calls of operation(i).
template <class Operation> double timed(std::size_t n, const Operation& operation)
{
    const auto begin = std::chrono::steady_clock::now();
    for (std::size_t i = 0; i < n; ++i) {
        operation(i);
    }
    const auto end = std::chrono::steady_clock::now();
    return std::chrono::duration<double, std::nano>(end - begin).count();
}

/// Keeps the compiler from dropping what computes @p value.
template <class Value> void keep(const Value& value)
{
    asm volatile("" : : "r"(&value) : "memory");
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

struct Benchmark
{
    std::string name;
    Run run;
    Run floor = {};                   ///< the libsodium calls that the operation cannot do without
    Run olm = {};                     ///< the same task done by libolm
    std::optional<double> limit = {}; ///< highest ratio that the project allows itself
    std::size_t bytes = 0;            ///< handled by one operation; then MB/s are shown as well
    std::size_t maximum = 1U << 16U;  ///< operations in one go, where each needs memory
};

struct Options
{
    double secondsPerSeries = 0.05;
    unsigned rounds = 7;
    std::string filter = ".*";
};

/// Measures and prints one JSON object a line. A benchmark, its floor and its libolm counterpart
/// take turns within each round, so that a machine that slows down for a while slows all of them;
/// the ratio is the median of the rounds' ratios, the times are the medians of the times.
class Harness
{
public:
    Harness(Options options, std::ostream& out);

    void measure(const Benchmark& benchmark);
    /// A figure that is counted, not timed. @p compute runs only if the filter wants the name.
    void count(const std::string& name, const std::string& unit, std::optional<double> limit,
               const std::function<double()>& compute);
    /// A line for people and programs alike that says why something is not there.
    void note(const std::string& name, const std::string& text);

private:
    [[nodiscard]] bool wants(const std::string& name) const;
    [[nodiscard]] std::size_t operationsFor(const Run& run, std::size_t maximum) const;

    Options m_options;
    std::regex m_filter;
    std::ostream& m_out;
};

} // namespace sotto::bench
