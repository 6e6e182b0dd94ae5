#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace sotto::cli {

/// One JSON object, on one line of ASCII and UTF-8. Fields come in the order in which they are
/// added. Bytes that are no UTF-8 become U+FFFD.
class JsonLine
{
public:
    JsonLine& text(std::string_view key, std::string_view value);
    JsonLine& number(std::string_view key, std::int64_t value);
    JsonLine& boolean(std::string_view key, bool value);

    /// With its newline.
    [[nodiscard]] std::string line() const { return "{" + m_fields + "}\n"; }

private:
    JsonLine& field(std::string_view key, const std::string& json);

    std::string m_fields;
};

} // namespace sotto::cli
