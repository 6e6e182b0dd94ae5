#include "app/cli/utf8.h"

#include <cstdint>

namespace sotto::cli {

namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

struct Character
{
    char32_t code = 0xFFFD;
    std::size_t length = 1; ///< bytes of the text
    bool valid = false;
};

/// How many bytes a character that begins with @p first has, and the smallest code of that length;
/// zero for what begins none.
struct Lead
{
    std::size_t length = 0;
    char32_t bits = 0;
    char32_t smallest = 0;
};

Lead leadOf(std::uint8_t first)
{
    if (first < 0x80) {
        return {1, first, 0};
    }
    if ((first & 0xE0) == 0xC0) {
        return {2, first & 0x1FU, 0x80};
    }
    if ((first & 0xF0) == 0xE0) {
        return {3, first & 0x0FU, 0x800};
    }
    if ((first & 0xF8) == 0xF0) {
        return {4, first & 0x07U, 0x10000};
    }
    return {};
}

Character characterAt(std::string_view text)
{
    const Lead lead = leadOf(static_cast<std::uint8_t>(text.front()));
    if (lead.length == 0 || lead.length > text.size()) {
        return {};
    }
    char32_t code = lead.bits;
    for (std::size_t i = 1; i < lead.length; ++i) {
        const auto byte = static_cast<std::uint8_t>(text[i]);
        if ((byte & 0xC0) != 0x80) {
            return {};
        }
        code = (code << 6) | (byte & 0x3FU);
    }
    if (code < lead.smallest || code > 0x10FFFF || (code >= 0xD800 && code < 0xE000)) {
        return {};
    }
    return {code, lead.length, true};
}

bool steersTerminal(char32_t code)
{
    const bool control = code < 0x20 || (code >= 0x7F && code < 0xA0);
    const bool turns = (code >= 0x202A && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069) ||
                       code == 0x200E || code == 0x200F || code == 0x061C;
    return control || turns || code == 0x2028 || code == 0x2029;
}

std::string shown(std::string_view text, bool severalLines)
{
    std::string out;
    forEachCharacter(text, [&](char32_t code, std::string_view bytes) {
        if (code == U'\n' && severalLines) {
            out += "\n    ";
        } else if (code == U'\t') {
            out += ' ';
        } else {
            out += steersTerminal(code) ? kReplacement : bytes;
        }
    });
    return out;
}

} // namespace

void forEachCharacter(std::string_view text,
                      const std::function<void(char32_t, std::string_view bytes)>& visit)
{
    while (!text.empty()) {
        const Character next = characterAt(text);
        visit(next.code, next.valid ? text.substr(0, next.length) : kReplacement);
        text.remove_prefix(next.length);
    }
}

std::string forTerminal(std::string_view text)
{
    return shown(text, true);
}

std::string nameForTerminal(std::string_view name)
{
    return shown(name, false);
}

} // namespace sotto::cli
