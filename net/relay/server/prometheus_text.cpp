#include "net/relay/server/prometheus_text.h"

#include <array>
#include <charconv>

namespace sotto::relay {

void PrometheusText::head(std::string_view name, std::string_view help, std::string_view type)
{
    m_text.append("# HELP ").append(name).append(" ").append(help).append("\n");
    m_text.append("# TYPE ").append(name).append(" ").append(type).append("\n");
}

void PrometheusText::sample(std::string_view name, std::string_view labels, std::uint64_t value)
{
    m_text.append(name);
    if (!labels.empty()) {
        m_text.append("{").append(labels).append("}");
    }
    m_text.append(" ").append(std::to_string(value)).append("\n");
}

void PrometheusText::sample(std::string_view name, std::string_view labels, double value)
{
    m_text.append(name);
    if (!labels.empty()) {
        m_text.append("{").append(labels).append("}");
    }
    // The shortest text that reads back as the same number, whatever the locale is. The largest
    // double has 309 digits before the point.
    std::array<char, 352> digits{};
    const auto end =
        std::to_chars(digits.begin(), digits.end(), value, std::chars_format::fixed).ptr;
    m_text.append(" ").append(digits.begin(), end).append("\n");
}

void PrometheusText::counter(std::string_view name, std::string_view help, std::uint64_t value)
{
    head(name, help, "counter");
    sample(name, "", value);
}

void PrometheusText::gauge(std::string_view name, std::string_view help, double value)
{
    head(name, help, "gauge");
    sample(name, "", value);
}

void PrometheusText::info(std::string_view name, std::string_view help, std::string_view label,
                          std::string_view value)
{
    head(name, help, "gauge");
    sample(name, std::string(label) + "=\"" + std::string(value) + "\"", std::uint64_t{1});
}

} // namespace sotto::relay
