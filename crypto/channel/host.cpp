#include "crypto/channel/host.h"

#include "crypto/channel/relay_address.h"

#include <array>
#include <charconv>

namespace sotto::crypto {

namespace {

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

bool isIpv4(std::string_view text)
{
    for (int part = 0; part < 4; ++part) {
        const std::size_t end = part < 3 ? text.find('.') : text.size();
        if (end == 0 || end > 3 || (end > 1 && text[0] == '0')) {
            return false; // find's npos is above 3 too
        }
        int value = 0;
        for (const char c : text.substr(0, end)) {
            if (!isDigit(c)) {
                return false;
            }
            value = value * 10 + (c - '0');
        }
        if (value > 255) {
            return false;
        }
        text.remove_prefix(part < 3 ? end + 1 : end);
    }
    return true;
}

bool isName(std::string_view text)
{
    std::string_view rest = text;
    for (;;) {
        const std::string_view label = rest.substr(0, rest.find('.'));
        if (label.empty() || label.size() > kMaxHostLabelCharacters || label.front() == '-' ||
            label.back() == '-') {
            return false;
        }
        if (label.size() == rest.size()) {
            return !std::ranges::all_of(label, isDigit);
        }
        rest.remove_prefix(label.size() + 1);
    }
}

/// Reads groups between colons; false if one is not 1 to 4 hexadecimal digits or there are too
/// many. An empty text is no group.
bool readGroups(std::string_view text, std::array<unsigned, 8>& groups, std::size_t& count)
{
    while (!text.empty()) {
        const std::string_view group = text.substr(0, text.find(':'));
        if (group.empty() || group.size() > 4 || count == groups.size()) {
            return false;
        }
        const auto read = std::from_chars(group.begin(), group.end(), groups[count++], 16);
        if (read.ec != std::errc() || read.ptr != group.end()) {
            return false;
        }
        if (group.size() == text.size()) {
            return true;
        }
        text.remove_prefix(group.size() + 1);
        if (text.empty()) {
            return false; // ends with a colon
        }
    }
    return true;
}

} // namespace

std::optional<std::string> canonicalHost(std::string_view text)
{
    if (text.empty() || text.size() > kMaxHostCharacters) {
        return std::nullopt;
    }
    std::string host(text);
    for (char& c : host) {
        if (c >= 'A' && c <= 'Z') {
            c = static_cast<char>(c - 'A' + 'a');
        }
        if (!(c >= 'a' && c <= 'z') && !isDigit(c) && c != '-' && c != '.') {
            return std::nullopt;
        }
    }
    if (!isName(host) && !isIpv4(host)) {
        return std::nullopt;
    }
    return host;
}

std::optional<std::string> canonicalIpv6(std::string_view text)
{
    std::array<unsigned, 8> groups{};
    std::size_t count = 0;
    const std::size_t gap = text.find("::");
    if (gap == std::string_view::npos) {
        if (!readGroups(text, groups, count) || count != 8) {
            return std::nullopt;
        }
    } else {
        std::array<unsigned, 8> tail{};
        std::size_t tailCount = 0;
        if (!readGroups(text.substr(0, gap), groups, count) ||
            !readGroups(text.substr(gap + 2), tail, tailCount) || count + tailCount > 7) {
            return std::nullopt;
        }
        std::copy_n(tail.begin(), tailCount, groups.end() - static_cast<std::ptrdiff_t>(tailCount));
    }
    // The first longest run of at least two zero groups becomes "::".
    std::size_t best = 8;
    std::size_t bestLength = 1;
    for (std::size_t begin = 0; begin < 8; ++begin) {
        std::size_t length = 0;
        while (begin + length < 8 && groups[begin + length] == 0) {
            ++length;
        }
        if (length > bestLength) {
            best = begin;
            bestLength = length;
        }
    }
    std::string out;
    for (std::size_t i = 0; i < 8; ++i) {
        if (i == best) {
            out += "::";
            i += bestLength - 1;
            continue;
        }
        if (!out.empty() && out.back() != ':') {
            out += ':';
        }
        std::array<char, 4> digits{};
        const auto end = std::to_chars(digits.begin(), digits.end(), groups[i], 16).ptr;
        out.append(digits.begin(), end);
    }
    return out;
}

} // namespace sotto::crypto
