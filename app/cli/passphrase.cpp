#include "app/cli/passphrase.h"

#include "app/cli/bounded_read.h"

#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

namespace sotto::cli {

using crypto::Result;
using crypto::SecretBytes;
using crypto::Unexpected;

namespace {

constexpr const char* kVariable = "SOTTO_PASSPHRASE";
/// For a pipe that another program fills.
constexpr int kPatienceMs = 10'000;

Refusal refused(const std::string& reason)
{
    return {ExitStatus::Refused, "passphrase-unreadable", reason};
}

Result<SecretBytes, Refusal> readFile(const std::filesystem::path& file)
{
    const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    if (descriptor < 0) {
        return Unexpected(refused("The passphrase file cannot be read: " + file.string()));
    }
    auto text = readAll(descriptor, kPassphraseBytesMax, kPatienceMs);
    ::close(descriptor);
    if (!text) {
        return Unexpected(refused(text.error() == ReadError::TooLong
                                      ? "The passphrase file is longer than a passphrase may be: " +
                                            std::to_string(kPassphraseBytesMax) + " bytes."
                                      : "The passphrase file cannot be read: " + file.string()));
    }
    dropLineEnd(*text);
    if (text->empty()) {
        return Unexpected(refused("The passphrase file is empty."));
    }
    return std::move(*text);
}

} // namespace

Result<std::optional<SecretBytes>, Refusal>
givenPassphrase(const std::optional<std::filesystem::path>& file)
{
    std::optional<SecretBytes> out;
    if (char* variable = std::getenv(kVariable)) {
        const std::size_t length = std::strlen(variable);
        if (!file && length > kPassphraseBytesMax) {
            return Unexpected(refused("SOTTO_PASSPHRASE is longer than a passphrase may be: " +
                                      std::to_string(kPassphraseBytesMax) + " bytes."));
        }
        const crypto::MutableByteView bytes(reinterpret_cast<std::uint8_t*>(variable), length);
        if (!file && length > 0) {
            out.emplace(crypto::ByteView(bytes));
        }
        crypto::wipe(bytes);
        ::unsetenv(kVariable);
    }
    if (file) {
        SOTTO_TRY(text, readFile(*file));
        out.emplace(std::move(text));
    }
    return out;
}

} // namespace sotto::cli
