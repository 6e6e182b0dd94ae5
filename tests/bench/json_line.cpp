#include "tests/bench/json_line.h"

#include <cmath>
#include <cstdio>
#include <iostream>

namespace sotto::bench {

namespace {

// All texts are our own; these two characters are all that could hurt the line.
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

} // namespace

JsonLine& JsonLine::field(const std::string& key, const std::string& json)
{
    m_fields += (m_fields.empty() ? "" : ", ") + quoted(key) + ": " + json;
    return *this;
}

JsonLine& JsonLine::text(const std::string& key, const std::string& value)
{
    return field(key, quoted(value));
}

JsonLine& JsonLine::number(const std::string& key, std::optional<double> value)
{
    if (!value) {
        return *this;
    }
    char digits[32];
    std::snprintf(digits, sizeof digits, "%.5g", *value);
    // JSON knows no infinity and no NaN; they would come of an operation that took no time.
    return field(key, std::isfinite(*value) ? digits : "null");
}

void JsonLine::print() const
{
    std::cout << '{' << m_fields << '}' << std::endl;
}

} // namespace sotto::bench
