#include "net/relay/server/relay_log.h"

#include "crypto/base/secret.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cctype>
#include <cerrno>
#include <cstdio>
#include <ctime>
#include <unistd.h>

namespace sotto::relay {

namespace {

constexpr std::array<std::string_view, 4> kLevelNames = {"error", "warning", "info", "debug"};

/// UTC, as RFC 3339 writes it; fractions of a second only if @p withMs.
std::string rfc3339(LogTime time, bool withMs)
{
    const auto day = std::chrono::floor<std::chrono::days>(time);
    const std::chrono::year_month_day date(day);
    const std::chrono::hh_mm_ss clock(time - day);
    std::array<char, 64> text{};
    const int year = int(date.year());
    const unsigned month = unsigned(date.month());
    const unsigned dayOfMonth = unsigned(date.day());
    const auto n = [](auto duration) { return static_cast<int>(duration.count()); };
    int length =
        std::snprintf(text.data(), text.size(), "%04d-%02u-%02uT%02d:%02d:%02d", year, month,
                      dayOfMonth, n(clock.hours()), n(clock.minutes()), n(clock.seconds()));
    std::string out(text.data(), static_cast<std::size_t>(length));
    if (withMs) {
        length = std::snprintf(text.data(), text.size(), ".%03d", n(clock.subseconds()));
        out.append(text.data(), static_cast<std::size_t>(length));
    }
    return out + "Z";
}

/// In quotes where logfmt needs them; control characters and quotes escaped. Bytes beyond ASCII
/// stay as they are: texts of the system are UTF-8.
std::string escaped(std::string_view text)
{
    const bool plain = !text.empty() && std::ranges::none_of(text, [](char c) {
        return static_cast<unsigned char>(c) <= ' ' || c == '"' || c == '=' || c == '\\' ||
               c == '\x7f';
    });
    if (plain) {
        return std::string(text);
    }
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if (c == '\n') {
            out += "\\n";
        } else if (static_cast<unsigned char>(c) < ' ' || c == '\x7f') {
            std::array<char, 8> hex{};
            const auto code = static_cast<unsigned>(static_cast<unsigned char>(c));
            const int length = std::snprintf(hex.data(), hex.size(), "\\u%04x", code);
            out.append(hex.data(), static_cast<std::size_t>(length));
        } else {
            out += c;
        }
    }
    return out + "\"";
}

/// At most kLogTextBytesMax, not cut within a character.
std::string_view shortened(std::string_view text)
{
    if (text.size() <= kLogTextBytesMax) {
        return text;
    }
    std::size_t end = kLogTextBytesMax;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) {
        --end;
    }
    return text.substr(0, end);
}

void writeLine(int descriptor, std::string_view rest)
{
    while (!rest.empty()) {
        const ssize_t n = ::write(descriptor, rest.data(), rest.size());
        if (n < 0 && errno != EINTR) {
            return; // nobody reads: the line is lost, the relay goes on
        }
        rest.remove_prefix(n < 0 ? 0 : static_cast<std::size_t>(n));
    }
}

bool isWordCharacter(char c)
{
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '.' || c == ':';
}

bool looksLikeAddress(std::string_view word)
{
    if (word.find_first_not_of("0123456789abcdefABCDEF.:") != std::string_view::npos) {
        return false;
    }
    const auto dots = std::ranges::count(word, '.');
    const auto colons = std::ranges::count(word, ':');
    const bool isIpv4 =
        dots == 3 && word.find_first_not_of("0123456789.:") == std::string_view::npos;
    return isIpv4 || colons >= 2;
}

} // namespace

// ---- fields ------------------------------------------------------------------------------------

LogField::LogField(LogWord name, std::string value, bool debugOnly)
    : m_name(name.text())
    , m_value(std::move(value))
    , m_debugOnly(debugOnly)
{}

LogField LogField::count(LogWord name, std::uint64_t n)
{
    return {name, std::to_string(n)};
}

LogField LogField::duration(LogWord name, LogMilliseconds length)
{
    return {name, std::to_string(length.count()) + "ms"};
}

LogField LogField::date(LogWord name, Date time)
{
    return {name, rfc3339(time, false)};
}

LogField LogField::word(LogWord name, LogWord value)
{
    return {name, std::string(value.text())};
}

LogField LogField::problem(std::string_view text)
{
    return {"problem", escaped(withoutAddresses(shortened(text)))};
}

LogField LogField::onlyAtDebug(LogWord name, std::string_view text)
{
    return {name, escaped(shortened(text)), true};
}

std::string withoutAddresses(std::string_view text)
{
    std::string out;
    while (!text.empty()) {
        const auto wordEnd = std::ranges::find_if_not(text, isWordCharacter);
        const auto length = static_cast<std::size_t>(wordEnd - text.begin());
        std::string_view word = text.substr(0, length);
        // The point that ends a sentence is no part of it.
        const std::size_t core = word.find_last_not_of(".") + 1;
        if (looksLikeAddress(word.substr(0, core))) {
            out += "(address)";
            word.remove_prefix(core);
        }
        out += word;
        text.remove_prefix(length);
        const auto next = std::ranges::find_if(text, isWordCharacter);
        out.append(text.begin(), next);
        text.remove_prefix(static_cast<std::size_t>(next - text.begin()));
    }
    return out;
}

// ---- lines -------------------------------------------------------------------------------------

RelayLog::Clock RelayLog::systemClock()
{
    return {[] { return std::chrono::floor<LogMilliseconds>(std::chrono::system_clock::now()); },
            [] {
                return std::chrono::floor<LogMilliseconds>(
                    std::chrono::steady_clock::now().time_since_epoch());
            }};
}

RelayLog::RelayLog(int descriptor, LogLevel level, Clock clock)
    : m_descriptor(descriptor)
    , m_level(level)
    , m_clock(std::move(clock))
{}

RelayLog::~RelayLog()
{
    for (const std::string& line : m_kept) {
        writeLine(STDERR_FILENO, line);
    }
}

void RelayLog::announce(crypto::ByteView firstLine)
{
    // In memory that is wiped: the address may hold the access key.
    crypto::SecretBytes line(firstLine);
    line.append(crypto::asBytes("\n"));
    const std::scoped_lock lock(m_mutex);
    writeLine(m_descriptor, {reinterpret_cast<const char*>(line.data()), line.size()});
    m_announced = true;
    for (const std::string& kept : m_kept) {
        writeLine(m_descriptor, kept);
    }
    m_kept.clear();
}

std::string RelayLog::lineHead(LogLevel level, std::string_view event) const
{
    return "time=" + rfc3339(m_clock.now(), true) +
           " level=" + std::string(kLevelNames[static_cast<std::size_t>(level)]) +
           " event=" + std::string(event);
}

void RelayLog::put(std::string line)
{
    line += '\n';
    if (m_announced) {
        writeLine(m_descriptor, line);
    } else if (m_kept.size() < kKeptLinesMax) {
        m_kept.push_back(std::move(line));
    }
}

void RelayLog::write(LogLevel level, LogWord event, std::initializer_list<LogField> fields)
{
    const LogLevel threshold = m_level.load(std::memory_order_relaxed);
    if (level > threshold) {
        return;
    }
    const std::scoped_lock lock(m_mutex);
    std::string line = lineHead(level, event.text());
    for (const LogField& field : fields) {
        if (!field.m_debugOnly || threshold == LogLevel::Debug) {
            line += " " + std::string(field.m_name) + "=" + field.m_value;
        }
    }
    if (level != LogLevel::Debug) {
        Window& window = m_windows[event.text()];
        const LogMilliseconds now = m_clock.monotonic();
        if (window.lines == 0 || now - window.began >= kWindow) {
            window.began = now;
            window.lines = 0;
        }
        window.level = level;
        if (window.lines >= kLinesPerWindow) {
            ++window.suppressed;
            return;
        }
        ++window.lines;
        if (window.suppressed > 0) {
            line += " suppressed=" + std::to_string(window.suppressed);
            window.suppressed = 0;
        }
    }
    put(std::move(line));
}

void RelayLog::flushSuppressed()
{
    const std::scoped_lock lock(m_mutex);
    const LogMilliseconds now = m_clock.monotonic();
    for (auto& [event, window] : m_windows) {
        if (window.suppressed > 0 && now - window.began >= kWindow) {
            put(lineHead(window.level, event) + " suppressed=" + std::to_string(window.suppressed));
            window = {.began = now, .lines = 1, .suppressed = 0, .level = window.level};
        }
    }
}

void RelayLog::error(LogWord event, std::initializer_list<LogField> fields)
{
    write(LogLevel::Error, event, fields);
}

void RelayLog::warning(LogWord event, std::initializer_list<LogField> fields)
{
    write(LogLevel::Warning, event, fields);
}

void RelayLog::info(LogWord event, std::initializer_list<LogField> fields)
{
    write(LogLevel::Info, event, fields);
}

void RelayLog::debug(LogWord event, std::initializer_list<LogField> fields)
{
    write(LogLevel::Debug, event, fields);
}

} // namespace sotto::relay
