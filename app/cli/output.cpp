#include "app/cli/output.h"

#include "app/cli/json_line.h"

#include <cerrno>
#include <unistd.h>

namespace sotto::cli {

using crypto::Unexpected;

namespace {

bool writeAll(int descriptor, crypto::ByteView bytes)
{
    while (!bytes.empty()) {
        const ssize_t count = ::write(descriptor, bytes.data(), bytes.size());
        if (count < 0 && errno != EINTR) {
            return false;
        }
        bytes = bytes.subspan(count < 0 ? 0 : static_cast<std::size_t>(count));
    }
    return true;
}

crypto::Result<void, Refusal> write(crypto::ByteView bytes)
{
    if (!writeAll(STDOUT_FILENO, bytes)) {
        return Unexpected(Refusal{ExitStatus::Refused, "output-closed",
                                  "The output could not be written: its reader is gone or the disk "
                                  "is full. What was not printed comes with the next call."});
    }
    return {};
}

} // namespace

crypto::Result<void, Refusal> Output::print(std::string_view lines) const
{
    return write(crypto::asBytes(lines));
}

crypto::Result<void, Refusal> Output::print(const crypto::SecretBytes& lines) const
{
    return write(lines.view());
}

void Output::note(std::string_view sentence)
{
    const std::string line = "sotto-cli: " + std::string(sentence) + "\n";
    (void)writeAll(STDERR_FILENO, crypto::asBytes(line));
}

void Output::warn(std::string_view name, std::string_view reason) const
{
    if (!m_json) {
        return note(reason);
    }
    const std::string line = JsonLine().text("warning", name).text("reason", reason).line();
    (void)writeAll(STDERR_FILENO, crypto::asBytes(line));
}

void Output::warnAsOf(std::string_view time) const
{
    const std::string reason =
        "This is as of " + std::string(time) + ". No other device could be asked.";
    if (!m_json) {
        return note(reason);
    }
    const std::string line =
        JsonLine().text("warning", "as-of").text("asOf", time).text("reason", reason).line();
    (void)writeAll(STDERR_FILENO, crypto::asBytes(line));
}

void Output::refuse(const Refusal& refusal) const
{
    if (!m_json) {
        note(refusal.reason);
        return;
    }
    const std::string line =
        JsonLine().text("error", refusal.name).text("reason", refusal.reason).line();
    (void)writeAll(STDERR_FILENO, crypto::asBytes(line));
}

} // namespace sotto::cli
