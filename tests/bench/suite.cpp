#include "tests/bench/suite.h"

#include "tests/bench/json_line.h"

#include <cstdlib>
#include <limits>
#include <map>

namespace sotto::bench {

namespace {

const std::string kFloor = "/floor";
const std::string kOlm = "/olm";

/// Microseconds of CPU time for one operation.
struct Times
{
    double median = 0;
    double fastest = std::numeric_limits<double>::infinity();
};

/// Prints a comparison's line when all that belongs to it was measured.
class ComparisonReporter final : public benchmark::BenchmarkReporter
{
public:
    explicit ComparisonReporter(const Comparison& comparison)
        : m_comparison(comparison)
    {}

    bool ReportContext(const Context&) override { return true; }
    void ReportRuns(const std::vector<Run>& runs) override
    {
        for (const Run& run : runs) {
            Times& times = m_times[run.run_name.function_name];
            const double time =
                1e6 * run.GetAdjustedCPUTime() / benchmark::GetTimeUnitMultiplier(run.time_unit);
            // Google's median comes last, and only if there was more than one repetition.
            if (run.run_type == Run::RT_Iteration) {
                times.fastest = std::min(times.fastest, time);
                times.median = time;
            } else if (run.aggregate_name == "median") {
                times.median = time;
            }
        }
    }
    void Finalize() override
    {
        const Times own = m_times[m_comparison.name];
        JsonLine line;
        line.text("name", m_comparison.name).number("value", own.median).text("unit", "us");
        line.number("per_second", 1e6 / own.median);
        if (m_comparison.bytes != 0) {
            line.number("MB_per_second", static_cast<double>(m_comparison.bytes) / own.median);
        }
        if (m_comparison.floor) {
            const Times floor = m_times[m_comparison.name + kFloor];
            line.number("floor", floor.median).number("ratio", own.median / floor.median);
            line.number("fastest_ratio", own.fastest / floor.fastest);
        }
        line.number("limit", m_comparison.limit);
        if (m_comparison.olm) {
            const Times olm = m_times[m_comparison.name + kOlm];
            line.number("olm", olm.median).number("times_olm", olm.median / own.median);
        }
        line.print();
    }

private:
    const Comparison& m_comparison;
    std::map<std::string, Times> m_times;
};

} // namespace

void fail(const std::string& what)
{
    JsonLine().text("error", what).print();
    std::exit(1);
}

Suite::Suite()
try : m_filter(benchmark::GetBenchmarkFilter()) {
} catch (const std::regex_error&) {
    fail("the filter is no regular expression");
}

bool Suite::wants(const std::string& name) const
{
    return std::regex_search(name, m_filter);
}

void Suite::measure(const Comparison& comparison)
{
    if (!wants(comparison.name)) {
        return;
    }
    for (const auto& [suffix, run] : {std::pair<std::string, Run>{"", comparison.run},
                                      {kFloor, comparison.floor},
                                      {kOlm, comparison.olm}}) {
        if (run) {
            benchmark::RegisterBenchmark((comparison.name + suffix).c_str(), run);
        }
    }
    ComparisonReporter reporter(comparison);
    benchmark::RunSpecifiedBenchmarks(&reporter, "all");
    benchmark::ClearRegisteredBenchmarks();
}

void Suite::count(const std::string& name, const std::string& unit, std::optional<double> limit,
                  const std::function<double()>& compute)
{
    if (wants(name)) {
        JsonLine line;
        line.text("name", name).number("value", compute()).text("unit", unit);
        line.number("limit", limit).print();
    }
}

void Suite::note(const std::string& name, const std::string& text)
{
    JsonLine().text("name", name).text("note", text).print();
}

} // namespace sotto::bench
