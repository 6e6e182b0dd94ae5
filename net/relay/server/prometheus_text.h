#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace sotto::relay {

/// Writes Prometheus' text format 0.0.4: HELP and TYPE once for each metric, then its samples.
/// Names and texts are the program's own; no value of a client goes in.
class PrometheusText
{
public:
    static constexpr const char* kContentType = "text/plain; version=0.0.4; charset=utf-8";

    void counter(std::string_view name, std::string_view help, std::uint64_t value);
    void gauge(std::string_view name, std::string_view help, double value);
    /// A gauge that is always 1 and says something by one label, as `…_build_info{version="…"} 1`.
    void info(std::string_view name, std::string_view help, std::string_view label,
              std::string_view value);

    /// For metrics with more than one sample: the head, then each sample. @p labels is empty or
    /// `key="value"`, of fixed words.
    void head(std::string_view name, std::string_view help, std::string_view type);
    void sample(std::string_view name, std::string_view labels, std::uint64_t value);
    void sample(std::string_view name, std::string_view labels, double value);

    [[nodiscard]] const std::string& text() const { return m_text; }

private:
    std::string m_text;
};

} // namespace sotto::relay
