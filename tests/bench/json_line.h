#pragma once

#include <optional>
#include <string>

namespace sotto::bench {

/// One JSON object on one line of standard output.
class JsonLine
{
public:
    JsonLine& text(const std::string& key, const std::string& value);
    /// Left out if there is none.
    JsonLine& number(const std::string& key, std::optional<double> value);
    void print() const;

private:
    JsonLine& field(const std::string& key, const std::string& json);

    std::string m_fields;
};

} // namespace sotto::bench
