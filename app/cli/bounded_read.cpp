#include "app/cli/bounded_read.h"

#include <array>
#include <cerrno>
#include <poll.h>
#include <unistd.h>

namespace sotto::cli {

using crypto::Unexpected;

crypto::Result<crypto::SecretBytes, ReadError> readAll(int descriptor, std::size_t most,
                                                       int patienceMs)
{
    crypto::SecretBytes out;
    // One more shows that there is too much.
    crypto::SecretBytes buffer(most + 1);
    while (true) {
        pollfd entry{descriptor, POLLIN, 0};
        const int ready = ::poll(&entry, 1, patienceMs);
        if (ready == 0) {
            return Unexpected(ReadError::NothingCame);
        }
        const ssize_t count = ready < 0 ? -1 : ::read(descriptor, buffer.data(), buffer.size());
        if (count < 0 && (errno == EINTR || errno == EAGAIN)) {
            continue;
        }
        if (count < 0) {
            return Unexpected(ReadError::Failed);
        }
        if (count == 0) {
            return out;
        }
        if (out.size() + static_cast<std::size_t>(count) > most) {
            return Unexpected(ReadError::TooLong);
        }
        out.append(buffer.view().first(static_cast<std::size_t>(count)));
    }
}

void dropLineEnd(crypto::SecretBytes& text)
{
    if (!text.empty() && text.view().back() == '\n') {
        text.resize(text.size() - 1);
        if (!text.empty() && text.view().back() == '\r') {
            text.resize(text.size() - 1);
        }
    }
}

} // namespace sotto::cli
