#pragma once

#include "crypto/base/bytes.h"

#include <atomic>
#include <chrono>
#include <functional>
#include <initializer_list>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

/// The relay's log: one line for each event of operation, never a word about its users.
namespace sotto::relay {

enum class LogLevel : std::uint8_t
{
    Error,
    Warning,
    Info,
    Debug,
};

using LogMilliseconds = std::chrono::milliseconds;
using LogTime = std::chrono::sys_time<LogMilliseconds>; ///< UTC

/// A name that stands in the source text: of an event, of a field, or one of a few fixed values.
/// Made at compile time only, so nothing that came from a client can become one.
class LogWord
{
public:
    template <std::size_t N>
    consteval LogWord(const char (&text)[N]) // NOLINT(google-explicit-constructor)
        : m_text(text, N - 1)
    {
        for (const char c : m_text) {
            if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && c != '_') {
                throw "a LogWord consists of a-z, 0-9 and _"; // makes it no constant expression
            }
        }
    }
    [[nodiscard]] std::string_view text() const { return m_text; }

private:
    std::string_view m_text;
};

/// One key=value of a line. What a line may hold at the default level is what can be made here:
/// how many of something, how long something took, a fixed word, the text of an error. There is no
/// way to put in an identifier, a client's address or a message's size, but by `onlyAtDebug`.
class LogField
{
public:
    using Date = std::chrono::sys_seconds;

    [[nodiscard]] static LogField count(LogWord name, std::uint64_t n);
    [[nodiscard]] static LogField duration(LogWord name, LogMilliseconds length);
    /// A date, in RFC 3339.
    [[nodiscard]] static LogField date(LogWord name, Date time);
    [[nodiscard]] static LogField word(LogWord name, LogWord value);
    /// The text of an error of the system, of a library or of the operator's own files. Never of
    /// anything that a client sent. At most kLogTextBytesMax, network addresses taken out.
    [[nodiscard]] static LogField problem(std::string_view text);
    /// Whatever helps the one who debugs. Left out unless the log's level is Debug.
    [[nodiscard]] static LogField onlyAtDebug(LogWord name, std::string_view text);

private:
    friend class RelayLog;
    LogField(LogWord name, std::string value, bool debugOnly = false);

    std::string_view m_name;
    std::string m_value;
    bool m_debugOnly;
};

/// A longer text of an error is cut.
inline constexpr std::size_t kLogTextBytesMax = 512;

/// @p text with what looks like an IPv4 or IPv6 address replaced by "(address)".
[[nodiscard]] std::string withoutAddresses(std::string_view text);

/// Writes lines `time=… level=… event=… key=value …` (logfmt) with one write() each. For all
/// threads. Nothing is written, and lines are kept, until announce(): the first line of the
/// output is the relay's address. Somebody who reads no more (EPIPE, EAGAIN) loses lines; the
/// relay goes on.
class RelayLog
{
public:
    struct Clock
    {
        std::function<LogTime()> now;
        std::function<LogMilliseconds()> monotonic;
    };
    [[nodiscard]] static Clock systemClock();

    /// An event is written so often in a window; what is beyond is counted, and the count is
    /// written as `suppressed=` with the next one. Debug lines have no limit.
    static constexpr std::uint32_t kLinesPerWindow = 10;
    static constexpr LogMilliseconds kWindow{10'000};
    static constexpr std::size_t kKeptLinesMax = 64;

    RelayLog(int descriptor, LogLevel level, Clock clock = systemClock());
    RelayLog(const RelayLog&) = delete;
    RelayLog& operator=(const RelayLog&) = delete;
    /// What was never announced goes to standard error.
    ~RelayLog();

    /// Writes @p firstLine (without a newline), then what was kept.
    void announce(crypto::ByteView firstLine);

    void write(LogLevel level, LogWord event, std::initializer_list<LogField> fields = {});
    void error(LogWord event, std::initializer_list<LogField> fields = {});
    void warning(LogWord event, std::initializer_list<LogField> fields = {});
    void info(LogWord event, std::initializer_list<LogField> fields = {});
    void debug(LogWord event, std::initializer_list<LogField> fields = {});

    /// Writes counts of what was suppressed and was followed by nothing. Call every few seconds.
    void flushSuppressed();

    void setLevel(LogLevel level) { m_level.store(level, std::memory_order_relaxed); }
    [[nodiscard]] LogLevel level() const { return m_level.load(std::memory_order_relaxed); }

    /// Qt's messages of this process go through this log (event "qt") until another call, or
    /// nullptr. Their text stands in warnings and worse; less than that only at Debug.
    static void takeQtMessages(RelayLog* log);

private:
    struct Window
    {
        LogMilliseconds began{0};
        std::uint32_t lines = 0;
        std::uint64_t suppressed = 0;
        LogLevel level = LogLevel::Info;
    };

    void put(std::string line);
    [[nodiscard]] std::string lineHead(LogLevel level, std::string_view event) const;

    const int m_descriptor;
    std::atomic<LogLevel> m_level;
    const Clock m_clock;
    std::mutex m_mutex;
    bool m_announced = false;
    std::vector<std::string> m_kept;
    std::map<std::string_view, Window> m_windows; ///< by event; events are few and fixed
};

} // namespace sotto::relay
