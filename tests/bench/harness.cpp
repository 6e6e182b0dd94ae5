#include "tests/bench/harness.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <iostream>

namespace sotto::bench {

namespace {

double median(std::vector<double> values)
{
    std::sort(values.begin(), values.end());
    const std::size_t middle = values.size() / 2;
    return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

std::string number(double value)
{
    char text[32];
    std::snprintf(text, sizeof text, "%.5g", value);
    // JSON knows no infinity and no NaN; they would come of an operation that took no time.
    const std::string out(text);
    return out.find_first_of("in") == std::string::npos ? out : "null";
}

// Names and notes are our own; these two characters are all that could hurt the line.
std::string quoted(const std::string& text)
{
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') {
            out += '\\';
        }
        out += c;
    }
    return out + '"';
}

struct Series
{
    const Run* run = nullptr;
    std::size_t operations = 1;
    std::vector<double> nanoseconds = {};
};

std::vector<double> divided(const std::vector<double>& a, const std::vector<double>& b)
{
    std::vector<double> out;
    for (std::size_t i = 0; i < a.size(); ++i) {
        out.push_back(a[i] / b[i]);
    }
    return out;
}

} // namespace

void fail(const std::string& what)
{
    std::cout << "{\"error\": " << quoted(what) << "}" << std::endl;
    std::exit(1);
}

Harness::Harness(Options options, std::ostream& out)
    : m_options(std::move(options))
    , m_filter(m_options.filter)
    , m_out(out)
{}

bool Harness::wants(const std::string& name) const
{
    return std::regex_search(name, m_filter);
}

std::size_t Harness::operationsFor(const Run& run, std::size_t maximum) const
{
    const double wanted = m_options.secondsPerSeries * 1e9 / m_options.rounds;
    std::size_t n = 1;
    for (;;) {
        const double taken = run(n);
        if (taken >= wanted || n >= maximum) {
            return n;
        }
        const double factor = std::clamp(1.2 * wanted / std::max(taken, 1.0), 1.5, 10.0);
        n = std::min(maximum, static_cast<std::size_t>(static_cast<double>(n) * factor) + 1);
    }
}

void Harness::measure(const Benchmark& benchmark)
{
    if (!wants(benchmark.name)) {
        return;
    }
    Series own{&benchmark.run};
    Series floor{&benchmark.floor};
    Series olm{&benchmark.olm};
    std::vector<Series*> all;
    for (Series* series : {&own, &floor, &olm}) {
        if (*series->run) {
            series->operations = operationsFor(*series->run, benchmark.maximum);
            all.push_back(series);
        }
    }
    for (unsigned round = 0; round < m_options.rounds; ++round) {
        for (Series* series : all) {
            series->nanoseconds.push_back((*series->run)(series->operations) /
                                          static_cast<double>(series->operations));
        }
    }
    const double value = median(own.nanoseconds);
    m_out << "{\"name\": " << quoted(benchmark.name) << ", \"value\": " << number(value / 1000)
          << ", \"unit\": \"us\", \"per_second\": " << number(1e9 / value);
    if (benchmark.bytes != 0) {
        m_out << ", \"MB_per_second\": "
              << number(static_cast<double>(benchmark.bytes) * 1000 / value);
    }
    if (benchmark.floor) {
        m_out << ", \"floor\": " << number(median(floor.nanoseconds) / 1000)
              << ", \"ratio\": " << number(median(divided(own.nanoseconds, floor.nanoseconds)));
    }
    if (benchmark.limit) {
        m_out << ", \"limit\": " << number(*benchmark.limit);
    }
    if (benchmark.olm) {
        m_out << ", \"olm\": " << number(median(olm.nanoseconds) / 1000)
              << ", \"times_olm\": " << number(median(divided(olm.nanoseconds, own.nanoseconds)));
    }
    m_out << "}" << std::endl;
}

void Harness::count(const std::string& name, const std::string& unit, std::optional<double> limit,
                    const std::function<double()>& compute)
{
    if (!wants(name)) {
        return;
    }
    m_out << "{\"name\": " << quoted(name) << ", \"value\": " << number(compute())
          << ", \"unit\": " << quoted(unit);
    if (limit) {
        m_out << ", \"limit\": " << number(*limit);
    }
    m_out << "}" << std::endl;
}

void Harness::note(const std::string& name, const std::string& text)
{
    m_out << "{\"name\": " << quoted(name) << ", \"note\": " << quoted(text) << "}" << std::endl;
}

} // namespace sotto::bench
