#include "app/cli/json_line.h"

#include "app/cli/utf8.h"

#include <array>

namespace sotto::cli {

namespace {

std::string escaped(char32_t control)
{
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::string out = "\\u";
    for (int shift = 12; shift >= 0; shift -= 4) {
        out += kDigits[(control >> shift) & 0xF];
    }
    return out;
}

std::string quoted(std::string_view text)
{
    std::string out = "\"";
    forEachCharacter(text, [&out](char32_t character, std::string_view bytes) {
        switch (character) {
        case U'"':
        case U'\\':
            out += '\\';
            out += bytes;
            return;
        case U'\n':
            out += "\\n";
            return;
        case U'\t':
            out += "\\t";
            return;
        default:
            break;
        }
        // The separators end a line for some readers, and here a line is an object.
        const bool ends = character == 0x2028 || character == 0x2029;
        if (character < 0x20 || (character >= 0x7F && character < 0xA0) || ends) {
            out += escaped(character);
        } else {
            out += bytes;
        }
    });
    return out + '"';
}

} // namespace

JsonLine& JsonLine::field(std::string_view key, const std::string& json)
{
    m_fields += (m_fields.empty() ? "" : ",") + quoted(key) + ":" + json;
    return *this;
}

JsonLine& JsonLine::text(std::string_view key, std::string_view value)
{
    return field(key, quoted(value));
}

JsonLine& JsonLine::number(std::string_view key, std::int64_t value)
{
    return field(key, std::to_string(value));
}

JsonLine& JsonLine::boolean(std::string_view key, bool value)
{
    return field(key, value ? "true" : "false");
}

} // namespace sotto::cli
