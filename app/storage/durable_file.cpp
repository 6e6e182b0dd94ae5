#include "app/storage/durable_file.h"

#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace sotto::storage {

using crypto::Result;
using crypto::Unexpected;

namespace {

class Descriptor
{
public:
    explicit Descriptor(int fd)
        : m_fd(fd)
    {}
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    ~Descriptor() { close(); }

    [[nodiscard]] bool isOpen() const { return m_fd >= 0; }
    [[nodiscard]] int get() const { return m_fd; }
    /// False if what was written may be lost.
    bool close()
    {
        const int fd = m_fd;
        m_fd = -1;
        return fd < 0 || ::close(fd) == 0;
    }

private:
    int m_fd;
};

constexpr mode_t kOwnerOnly = S_IRUSR | S_IWUSR;

bool writeAll(int fd, crypto::ByteView bytes)
{
    while (!bytes.empty()) {
        const ssize_t n = ::write(fd, bytes.data(), bytes.size());
        if (n < 0 && errno != EINTR) {
            return false;
        }
        bytes = bytes.subspan(n < 0 ? 0 : static_cast<std::size_t>(n));
    }
    return true;
}

/// Writes @p content to a file that was not there before.
Result<void, int> writeNew(const std::filesystem::path& path, crypto::ByteView content)
{
    Descriptor fd(
        ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, kOwnerOnly));
    if (!fd.isOpen() || !writeAll(fd.get(), content) || ::fsync(fd.get()) != 0 || !fd.close()) {
        return Unexpected(errno);
    }
    return {};
}

/// What was replaced may have held a plain key. Solid-state disks and some file systems keep a copy
/// all the same, so this is a hope and no promise.
void overwrite(const Descriptor& fd)
{
    struct ::stat status = {};
    if (fd.isOpen() && ::fstat(fd.get(), &status) == 0 && S_ISREG(status.st_mode) &&
        status.st_nlink == 0) {
        const crypto::Bytes zeros(static_cast<std::size_t>(status.st_size));
        if (writeAll(fd.get(), zeros)) {
            ::fdatasync(fd.get());
        }
    }
}

} // namespace

Result<std::optional<crypto::SecretBytes>, int> readSecretFile(const std::filesystem::path& path,
                                                               std::size_t bytesMax)
{
    // Not blocking: a FIFO would wait for a writer.
    const Descriptor fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    if (!fd.isOpen()) {
        if (errno == ENOENT) {
            return std::optional<crypto::SecretBytes>();
        }
        return Unexpected(errno);
    }
    struct ::stat status = {};
    if (::fstat(fd.get(), &status) != 0) {
        return Unexpected(errno);
    }
    if (!S_ISREG(status.st_mode)) {
        return Unexpected(EISDIR);
    }
    if ((status.st_mode & 077U) != 0) {
        // As a copied or restored folder may have it. If it cannot be closed it is still ours to
        // read.
        [[maybe_unused]] const int closed = ::fchmod(fd.get(), kOwnerOnly);
    }
    crypto::SecretBytes content(bytesMax + 1);
    std::size_t filled = 0;
    while (filled < content.size()) {
        const ssize_t n =
            ::read(fd.get(), content.mutableView().data() + filled, content.size() - filled);
        if (n < 0 && errno != EINTR) {
            return Unexpected(errno);
        }
        if (n == 0) {
            content.resize(filled);
            return std::optional(std::move(content));
        }
        filled += n < 0 ? 0 : static_cast<std::size_t>(n);
    }
    return Unexpected(EFBIG);
}

Result<void, int> replaceSecretFile(const std::filesystem::path& path, crypto::ByteView content)
{
    std::filesystem::path unfinished = path;
    unfinished += ".new";
    // Left behind by a program that was killed; never complete under its final name.
    ::unlink(unfinished.c_str());
    const Descriptor old(::open(path.c_str(), O_WRONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW));
    if (const auto written = writeNew(unfinished, content); !written) {
        ::unlink(unfinished.c_str());
        return written;
    }
    if (::rename(unfinished.c_str(), path.c_str()) != 0) {
        const int systemError = errno;
        ::unlink(unfinished.c_str());
        return Unexpected(systemError);
    }
    SOTTO_CHECK(syncFolder(path.parent_path()));
    overwrite(old);
    return {};
}

Result<void, int> syncFolder(const std::filesystem::path& folder)
{
    const Descriptor fd(
        ::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!fd.isOpen() || ::fsync(fd.get()) != 0) {
        return Unexpected(errno);
    }
    return {};
}

} // namespace sotto::storage
